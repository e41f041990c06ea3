using System.Globalization;
using Gateway.Relay.Inspection;

namespace Gateway.Relay.Conversations;

/// <summary>What the upstream says on an STT socket: final transcripts and errors (waves-api 4.2). No text is kept.</summary>
internal sealed class SttUpstreamWatch() : JsonWatch(Fields)
{
    private static readonly JsonFieldSet Fields = new(
        new JsonField("type"),
        new JsonField("is_final"),
        new JsonField("words.end"),
        new JsonField("error_code"),
        new JsonField("message"));

    private const int Type = 0;
    private const int IsFinal = 1;
    private const int WordEnd = 2;
    private const int ErrorCode = 3;
    private const int Message = 4;

    /// <summary>Final transcripts so far.</summary>
    public int Finals { get; private set; }

    /// <summary>Where in the audio the last word ended; null when no word times came.</summary>
    public TimeSpan? LastWordEnd { get; private set; }

    /// <summary>Code or message of the last error frame.</summary>
    public string? Error { get; private set; }

    protected override bool MessageEnds()
    {
        if (Value(IsFinal).SequenceEqual("true"u8))
            Finals++;
        if (double.TryParse(Value(WordEnd), NumberStyles.Float, CultureInfo.InvariantCulture, out var end) && end is >= 0 and < 1e6)
            LastWordEnd = TimeSpan.FromSeconds(end);
        if (Value(Type).SequenceEqual("error"u8))
            Error = Text(ErrorCode) ?? Text(Message) ?? "error";
        return false;
    }

    protected override void MessageIsCut()
    {
        // Half a transcript is none.
    }
}
