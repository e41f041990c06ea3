using Gateway.Relay.Inspection;

namespace Gateway.Relay.Conversations;

/// <summary>Measures the audio that a client appends (waves-api 4.3).</summary>
internal sealed class HydraClientWatch() : JsonWatch(Fields)
{
    private static readonly JsonFieldSet Fields = new(new JsonField("audio", LengthOnly: true));

    /// <summary>Decoded bytes so far.</summary>
    public long AudioBytes { get; private set; }

    protected override bool MessageEnds()
    {
        AudioBytes += Base64Length.Decoded(MeasuredCharacters);
        return false;
    }

    protected override void MessageIsCut() => AudioBytes += Base64Length.Decoded(MeasuredCharacters);
}
