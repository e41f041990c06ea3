using System.Globalization;
using Gateway.Policies.Usage;
using Gateway.Relay.Inspection;

namespace Gateway.Metering;

/// <summary>A transcript with the length of what was heard (waves-api 2.3, 2.4).</summary>
internal sealed class TranscriptMeter : AnswerMeter
{
    private static readonly JsonFieldSet Fields = new(new JsonField("metadata.duration"), new JsonField("audio_length"));

    private const int Duration = 0;
    private const int AudioLength = 1;

    private readonly JsonScanner _scanner = new(Fields);

    public TranscriptMeter() => _scanner.Reset();

    /// <summary>Whether the upstream says how long the audio was; it does not when the answer goes to a webhook.</summary>
    public bool Tells => Seconds is not null;

    public override UsageSource Source => UsageSource.Upstream;

    public override void Feed(ReadOnlySpan<byte> bytes)
    {
        HasBegun |= !bytes.IsEmpty;
        _scanner.Feed(bytes);
    }

    public override UsageAmounts Read() => new() { AudioInMilliseconds = (long)Math.Round((Seconds ?? 0) * 1000) };

    private double? Seconds => Number(Duration) ?? Number(AudioLength);

    private double? Number(int slot) =>
        double.TryParse(_scanner.Value(slot), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 1e6 ? number : null;
}
