using System.Buffers.Binary;

namespace Gateway.Policies.Usage;

public sealed class AudioLengthTests
{
    private static readonly AudioFormat Unknown = new(AudioEncoding.Opaque, 0);

    public static TheoryData<string, long> Containers { get; } = new()
    {
        { nameof(Wav), 500 },
        { nameof(StreamedWav), 500 },
        { nameof(WavWithFurtherChunks), 500 },
        { nameof(Opus), 1000 },
        { nameof(Mp3), 1200 },
        { nameof(TaggedMp3), 1200 },
    };

    [Theory]
    [MemberData(nameof(Containers))]
    public void Container_TellsItsLength_WhereverItIsCut(string container, long milliseconds)
    {
        var bytes = Make(container);
        for (var size = 1; size < 70; size++)
        {
            var length = new AudioLength(Unknown);
            for (var at = 0; at < bytes.Length; at += size)
                length.Feed(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));

            Assert.Equal(milliseconds, length.Milliseconds);
            Assert.True(length.IsExact);
            Assert.Equal(bytes.Length, length.Bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public void Container_ThatIsCutShort_TellsWhatCame(string container, long milliseconds)
    {
        var bytes = Make(container);
        var length = new AudioLength(Unknown);

        length.Feed(bytes.AsSpan(0, bytes.Length / 2));

        Assert.InRange(length.Milliseconds, 0, milliseconds * 6 / 10);
    }

    [Fact]
    public void Samples_AreCountedByTheirFormat()
    {
        var length = new AudioLength(new(AudioEncoding.Pcm16, 8000));

        length.Feed(new byte[1]);
        length.Feed(new byte[15_999]);

        Assert.Equal((1000, true), (length.Milliseconds, length.IsExact));
    }

    /// <summary>0xFF 0xFB begins an MP3 frame, and is a sample like any other.</summary>
    [Fact]
    public void Samples_ThatLookLikeMp3_StaySamples()
    {
        var length = new AudioLength(new(AudioEncoding.Pcm16, 8000));

        length.Feed(Mp3().AsSpan(0, 1600));

        Assert.Equal(100, length.Milliseconds);
    }

    [Fact]
    public void Noise_TellsNothing()
    {
        var noise = new byte[100_000];
        new Random(7).NextBytes(noise);
        noise[0] = 0;
        var length = new AudioLength(Unknown);

        length.Feed(noise);

        Assert.Equal((0, false), (length.Milliseconds, length.IsExact));
    }

    /// <summary>Whatever comes behind a good beginning, it is read without failing and told within reason.</summary>
    [Theory]
    [MemberData(nameof(Containers))]
    public void Damage_IsSurvived(string container, long milliseconds)
    {
        var random = new Random(11);
        for (var run = 0; run < 200; run++)
        {
            var bytes = Make(container);
            for (var i = 0; i < 5; i++)
                bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
            var length = new AudioLength(Unknown);

            length.Feed(bytes);

            Assert.True(length.Milliseconds >= 0, $"{length.Milliseconds} of {milliseconds}");
        }
    }

    private static byte[] Make(string container) => container switch
    {
        nameof(Wav) => Wav(8000),
        nameof(StreamedWav) => StreamedWav(),
        nameof(WavWithFurtherChunks) => WavWithFurtherChunks(),
        nameof(Opus) => Opus(),
        nameof(Mp3) => Mp3(),
        _ => TaggedMp3(),
    };

    private static byte[] Wav(uint announced, int samples = 8000)
    {
        var wav = new byte[44 + samples];
        "RIFF"u8.CopyTo(wav);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(24), 8000);
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(28), 16_000);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(40), announced);
        return wav;
    }

    private static byte[] StreamedWav() => Wav(uint.MaxValue);

    private static byte[] WavWithFurtherChunks()
    {
        var wav = Wav(8000);
        byte[] list = [.. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0];
        return [.. wav[..36], .. list, .. wav[36..], .. "LIST"u8, 2, 0, 0, 0, 9, 9];
    }

    private static byte[] Opus()
    {
        byte[] head = [.. "OpusHead"u8, 1, 1, 0x38, 0x01, 0x80, 0xBB, 0, 0, 0, 0, 0];
        var pages = new List<byte>();
        pages.AddRange(Page(0, head));
        pages.AddRange(Page(0, "OpusTags"u8.ToArray()));
        for (var i = 1; i <= 10; i++)
            pages.AddRange(Page(312 + (i * 4800), new byte[300]));
        return [.. pages];
    }

    private static byte[] Page(long position, byte[] body)
    {
        var segments = (body.Length / 255) + 1;
        var page = new byte[27 + segments + body.Length];
        "OggS"u8.CopyTo(page);
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(6), position);
        page[26] = (byte)segments;
        page.AsSpan(27, segments - 1).Fill(255);
        page[26 + segments] = (byte)(body.Length % 255);
        body.CopyTo(page.AsSpan(27 + segments));
        return page;
    }

    /// <summary>MPEG 2, layer III, 64 kbit/s, 24 kHz: 192 bytes and 24 ms a frame.</summary>
    private static byte[] Mp3() => [.. Enumerable.Repeat((byte[])[0xFF, 0xF3, 0x84, 0xC4, .. new byte[188]], 50).SelectMany(frame => frame)];

    private static byte[] TaggedMp3() => [.. "ID3"u8, 4, 0, 0, 0, 0, 1, 2, .. Enumerable.Repeat((byte)0xFF, 130), .. Mp3()];
}
