using Gateway.Policies.Usage;

namespace Gateway.Metering;

/// <summary>An answer that is audio from its first byte (waves-api 2.1).</summary>
internal sealed class AudioMeter(AudioFormat format) : AnswerMeter
{
    private readonly AudioLength _length = new(format);

    public override long AudioMilliseconds => _length.Milliseconds;

    public override UsageSource Source => _length.IsExact ? UsageSource.Counted : UsageSource.Estimated;

    public override void Feed(ReadOnlySpan<byte> bytes)
    {
        HasBegun |= !bytes.IsEmpty;
        _length.Feed(bytes);
    }

    public override UsageAmounts Read() => new() { AudioOutMilliseconds = AudioMilliseconds };
}
