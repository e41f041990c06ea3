namespace Gateway.Policies.Usage;

public sealed class AudioFormatTests
{
    [Theory]
    [InlineData(null, 0, 88_200, 1000)]          // pcm at the native rate
    [InlineData("pcm", 24_000, 130_560, 2720)]   // waves-api 2.1, measured
    [InlineData("wav", 24_000, 122_924, 2560)]   // the same, with its header
    [InlineData("wav", 24_000, 20, 0)]
    [InlineData("ulaw", 8000, 8000, 1000)]
    [InlineData("alaw", 8000, 4000, 500)]
    [InlineData("mp3", 24_000, 44_928, 2722)]
    [InlineData("flac", 24_000, 1000, 0)]
    public void Milliseconds_OfTts_FollowTheFormat(string? format, int rate, long bytes, long expected) =>
        Assert.Equal(expected, AudioFormat.OfTts(format, rate).Milliseconds(bytes));

    [Theory]
    [InlineData(null, 0, 32_000, 1000)]
    [InlineData("linear16", 8000, 640, 40)]
    [InlineData("linear32", 16_000, 64_000, 1000)]
    [InlineData("mulaw", 8000, 160, 20)]
    [InlineData("opus", 48_000, 5000, 0)]
    [InlineData("ogg_opus", 48_000, 5000, 0)]
    public void Milliseconds_OfStt_FollowTheEncoding(string? encoding, int rate, long bytes, long expected) =>
        Assert.Equal(expected, AudioFormat.OfStt(encoding, rate).Milliseconds(bytes));

    [Fact]
    public void Milliseconds_OfHydra_AreThoseOfTheContract()
    {
        Assert.Equal(20, AudioFormat.HydraInput.Milliseconds(640));
        Assert.Equal(1000, AudioFormat.HydraOutput.Milliseconds(96_000));
    }

    [Fact]
    public void Milliseconds_OfMoreBytesThanFitTimesAThousand_DoNotOverflow() =>
        Assert.Equal(long.MaxValue / 32, AudioFormat.HydraInput.Milliseconds(long.MaxValue));

    [Fact]
    public void IsExact_WhereBytesAreSamples_IsTrue()
    {
        Assert.True(AudioFormat.OfTts("wav", 8000).IsExact);
        Assert.False(AudioFormat.OfTts("mp3", 8000).IsExact);
        Assert.False(AudioFormat.OfStt("opus", 48_000).IsExact);
    }
}
