using Waves.Simulator.Audio;

namespace Gateway.Simulator;

public sealed class AudioTests
{
    [Fact]
    public void G711_ComesBackWithinItsStep()
    {
        for (var sample = -32_000; sample <= 32_000; sample += 37)
        {
            // Both laws keep about five significant bits, with a floor near zero.
            var tolerance = Math.Max(16, Math.Abs(sample) / 16);
            Assert.InRange(G711.FromMuLaw(G711.ToMuLaw((short)sample)), sample - tolerance, sample + tolerance);
            Assert.InRange(G711.FromALaw(G711.ToALaw((short)sample)), sample - tolerance, sample + tolerance);
        }
    }

    [Theory]
    [InlineData(0, 0xFF, 0xD5)]
    [InlineData(-1, 0x7F, 0x55)]
    [InlineData(32_124, 0x80, 0xAA)]
    public void G711_HasTheCodesOfTheStandard(short sample, byte muLaw, byte aLaw)
    {
        Assert.Equal(muLaw, G711.ToMuLaw(sample));
        Assert.Equal(aLaw, G711.ToALaw(sample));
    }

    [Fact]
    public void Signal_ReadInAnyPieces_IsTheSame()
    {
        var whole = new short[2000];
        new SpeechSignal("Hello there", 8000, TimeSpan.FromMilliseconds(250)).Read(whole);
        var signal = new SpeechSignal("Hello there", 8000, TimeSpan.FromMilliseconds(250));
        var pieces = new List<short>();
        var buffer = new short[77];
        int count;
        while ((count = signal.Read(buffer)) > 0)
            pieces.AddRange(buffer[..count]);

        Assert.Equal(whole, pieces);
        Assert.InRange(SampleEncoding.Loudness("linear16", System.Runtime.InteropServices.MemoryMarshal.AsBytes<short>(whole)), SpeechDetector.Threshold, short.MaxValue);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void Meter_FindsTheLengthOfAWav_InAnyPieces(int piece)
    {
        var meter = new AudioMeter();
        foreach (var bytes in Sounds.Wav(2.4).Chunk(piece))
            meter.Add(bytes);

        Assert.Equal(2.4, meter.Length(null, 16_000).TotalSeconds, 6);
    }

    [Fact]
    public void Meter_FindsTheLengthOfAnMp3()
    {
        var meter = new AudioMeter();
        var frame = Mp3Frames.SilentFrame(24_000);
        for (var i = 0; i < 100; i++)
            meter.Add(frame);

        Assert.Equal(100 * 576 / 24_000.0, meter.Length(null, 16_000).TotalSeconds, 6);
    }

    [Fact]
    public void Meter_FindsTheLengthOfAFlac_InItsStreamInfo()
    {
        var head = new byte[42];
        "fLaC"u8.CopyTo(head);
        head[7] = 34;

        // 44,100 Hz in 20 bits, mono, 16 bits, 88,200 samples in 36 bits.
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(18), (44_100UL << 44) | (15UL << 36) | 88_200UL);
        var meter = new AudioMeter();
        meter.Add(head);

        Assert.Equal(2.0, meter.Length(null, 16_000).TotalSeconds, 6);
    }

    [Theory]
    [InlineData("linear16", 16_000, 32_000, 1.0)]
    [InlineData("linear32", 16_000, 64_000, 1.0)]
    [InlineData("mulaw", 8_000, 8_000, 1.0)]
    [InlineData(null, 16_000, 48_000, 1.5)]
    public void Meter_TakesBareSamplesForTheirEncoding(string? encoding, int rate, int bytes, double seconds)
    {
        var meter = new AudioMeter();
        meter.Add(new byte[bytes]);

        Assert.Equal(seconds, meter.Length(encoding, rate).TotalSeconds, 6);
    }

    [Fact]
    public void Detector_EndsSpeechWhereItsQuietBegan()
    {
        var detector = new SpeechDetector();
        var piece = TimeSpan.FromMilliseconds(100);
        var patience = TimeSpan.FromMilliseconds(300);

        var changes = new[] { 0.0, 5000, 5000, 0, 0, 5000, 0, 0, 0, 0 }.Select(loudness => detector.Hear(loudness, piece, patience)).ToArray();

        Assert.Equal(SpeechChange.Started, changes[1]);
        Assert.Equal(SpeechChange.Stopped, changes[8]);
        Assert.Equal((100, 600), (detector.StartedAt.TotalMilliseconds, detector.EndedAt.TotalMilliseconds));
        Assert.Equal(2, changes.Count(static change => change != SpeechChange.None));
    }
}
