using System.Buffers.Binary;

namespace Gateway.Simulator;

/// <summary>Walks the frames of an MPEG layer III stream by their headers, from the standard's tables.</summary>
internal static class Mp3Reader
{
    private static readonly int[] KbitsV1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] KbitsV2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] RatesV1 = [44100, 48000, 32000];

    public static List<(int Rate, int Samples)> Frames(ReadOnlySpan<byte> mp3)
    {
        var frames = new List<(int, int)>();
        while (!mp3.IsEmpty)
        {
            var header = BinaryPrimitives.ReadUInt32BigEndian(mp3);
            Assert.Equal(0x7FFu, header >> 21);
            Assert.Equal(1u, header >> 17 & 3);
            var version = header >> 19 & 3;
            var kbits = (version == 3 ? KbitsV1 : KbitsV2)[header >> 12 & 15];
            var rate = RatesV1[header >> 10 & 3] / (version switch { 3 => 1, 2 => 2, _ => 4 });
            var samples = version == 3 ? 1152 : 576;
            var bytes = (samples / 8 * kbits * 1000 / rate) + (int)(header >> 9 & 1);
            frames.Add((rate, samples));
            mp3 = mp3[bytes..];
        }

        return frames;
    }
}
