using System.Buffers.Binary;

namespace Waves.Simulator.Audio;

/// <summary>
/// MPEG layer III at a constant bit rate whose frames decode to silence: real headers, empty side information, no
/// coefficients. Enough for everyone who parses frames to find the right duration.
/// </summary>
internal static class Mp3Frames
{
    private static ReadOnlySpan<short> BitratesV1 => [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];

    private static ReadOnlySpan<short> BitratesV2 => [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

    /// <summary>Length in bytes of an MP3 of <paramref name="length"/> at <paramref name="rate"/>, rounded up to a frame.</summary>
    public static int ByteCount(TimeSpan length, int rate) => FrameCount(length, rate) * FrameBytes(rate);

    public static int FrameCount(TimeSpan length, int rate)
    {
        var samples = (long)(length.TotalSeconds * rate);
        return (int)((samples + FrameSamples(rate) - 1) / FrameSamples(rate));
    }

    /// <summary>Samples of one frame: 1152 for MPEG-1, 576 for MPEG-2 and 2.5.</summary>
    public static int FrameSamples(int rate) => rate >= 32000 ? 1152 : 576;

    /// <summary>Bytes of one frame. No frame is padded, so all are alike.</summary>
    public static int FrameBytes(int rate) => FrameSamples(rate) / 8 * Bitrate(rate) * 1000 / rate;

    /// <summary>One frame, mono, without CRC.</summary>
    public static byte[] SilentFrame(int rate)
    {
        var frame = new byte[FrameBytes(rate)];
        var (version, rateIndex) = rate switch
        {
            44100 => (3u, 0u),
            24000 => (2u, 1u),
            16000 => (2u, 2u),
            8000 => (0u, 2u),
            _ => throw new ArgumentOutOfRangeException(nameof(rate)),
        };
        var bitrateIndex = (uint)(rate >= 32000 ? BitratesV1 : BitratesV2).IndexOf((short)Bitrate(rate));

        // Sync, version, layer III, no CRC, bit rate, sample rate, no padding, mono.
        var header = 0xFFE00000u | (version << 19) | (1u << 17) | (1u << 16) | (bitrateIndex << 12) | (rateIndex << 10) | (3u << 6);
        BinaryPrimitives.WriteUInt32BigEndian(frame, header);
        return frame;
    }

    /// <summary>
    /// Seconds per byte told by the first frame header in <paramref name="head"/>, assuming a constant bit rate;
    /// 0 when there is no header.
    /// </summary>
    public static double SecondsPerByte(ReadOnlySpan<byte> head)
    {
        for (var i = 0; i + 4 <= head.Length; i++)
        {
            if (head[i] != 0xFF || (head[i + 1] & 0xE6) != 0xE2)
                continue;
            var isV1 = (head[i + 1] >> 3 & 3) == 3;
            var index = head[i + 2] >> 4;
            if (index is 0 or 15)
                continue;
            return 8.0 / ((isV1 ? BitratesV1 : BitratesV2)[index] * 1000);
        }

        return 0;
    }

    private static int Bitrate(int rate) => rate >= 16000 ? 128 : 64;
}
