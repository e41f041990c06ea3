using Gateway.Relay.Inspection;

namespace Gateway.Relay.Conversations;

/// <summary>What the upstream says on a TTS socket: chunks, the end of a turn, errors (waves-api 4.1). Words pass unread.</summary>
internal sealed class TtsUpstreamWatch(TtsConversation conversation) : JsonWatch(Fields)
{
    private static readonly JsonFieldSet Fields = new(
        new JsonField("status"),
        new JsonField("request_id"),
        new JsonField("data.audio", LengthOnly: true),
        new JsonField("error.code"),
        new JsonField("message"));

    private const int Status = 0;
    private const int RequestId = 1;
    private const int ErrorCode = 3;
    private const int Message = 4;

    private bool _isError;
    private string? _error;

    public override ValueTask AttendAsync() => conversation.CompletedAsync(_isError ? WorkEnd.UpstreamError : WorkEnd.Completed, _error);

    public override void HasPassed() => conversation.CompletionPassed();

    protected override bool MessageEnds()
    {
        var status = Value(Status);
        if (status.SequenceEqual("chunk"u8))
        {
            conversation.Heard(Value(RequestId), Base64Length.Decoded(MeasuredCharacters));
            return false;
        }
        _isError = status.SequenceEqual("error"u8);
        _error = _isError ? Text(ErrorCode) ?? Text(Message) ?? "error" : null;
        return _isError || status.SequenceEqual("complete"u8);
    }

    protected override void MessageIsCut() => conversation.HeardCut(Base64Length.Decoded(MeasuredCharacters));
}
