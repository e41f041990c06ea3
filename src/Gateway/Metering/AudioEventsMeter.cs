using Gateway.Policies.Usage;
using Gateway.Relay.Inspection;

namespace Gateway.Metering;

/// <summary>
/// Events with base64 audio (waves-api 5.1). They carry 16-bit samples whatever format was asked for, as far as is known.
/// </summary>
internal sealed class AudioEventsMeter(int sampleRate) : AnswerMeter
{
    private static readonly JsonFieldSet Fields = new(new JsonField("audio", LengthOnly: true), new JsonField("done"));

    private const int Done = 1;

    private readonly AudioFormat _format = new(AudioEncoding.Pcm16, sampleRate);
    private readonly EventScanner _events = new(new JsonScanner(Fields));
    private long _bytes;
    private bool _isDone;

    public override long AudioMilliseconds => _format.Milliseconds(_bytes);

    public override bool IsWhole => _isDone;

    public override UsageSource Source => UsageSource.Counted;

    public override void Feed(ReadOnlySpan<byte> bytes)
    {
        while (_events.Next(ref bytes))
        {
            var event_ = _events.Data;
            var audio = Base64Length.Decoded(event_.MeasuredCharacters);
            HasBegun |= audio > 0;
            _bytes += audio;
            _isDone |= event_.Value(Done).SequenceEqual("true"u8);
        }
    }

    public override UsageAmounts Read() => new() { AudioOutMilliseconds = AudioMilliseconds };
}
