using System.Buffers.Binary;
using Gateway.Simulator;
using Waves.Simulator.Audio;

namespace Gateway.Metering;

/// <summary>Audio of a known length in every container that uploads and sockets may have.</summary>
internal static class Recordings
{
    private const int OpusClock = 48_000;

    /// <summary>What the simulator takes a second of Opus to be on a socket, where it looks at nothing else.</summary>
    private const int OpusBytesPerSecond = 4000;

    private static readonly TimeSpan Mp3Frame = TimeSpan.FromMilliseconds(24);

    /// <summary>A recording of 1.2 s.</summary>
    public static byte[] Of(string container) => container switch
    {
        "mp3" => [.. Enumerable.Repeat(Mp3Frames.SilentFrame(24_000), 50).SelectMany(frame => frame)],
        "ogg" => Ogg(12),
        _ => Sounds.Wav(50 * Mp3Frame.TotalSeconds),
    };

    /// <summary>Ogg Opus, so many pages of 100 ms each.</summary>
    public static byte[] Ogg(int pages)
    {
        byte[] head = [.. "OpusHead"u8, 1, 1, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0];
        var stream = new List<byte>();
        stream.AddRange(Page(0, head));
        stream.AddRange(Page(0, "OpusTags"u8.ToArray()));
        for (var i = 1; i <= pages; i++)
        {
            var left = (i * OpusBytesPerSecond / 10) - stream.Count;
            // Two bytes of header for each of the segments that a body of this size has.
            stream.AddRange(Page(i * (OpusClock / 10), new byte[BodyOf(left)]));
        }
        return [.. stream];
    }

    private static int BodyOf(int pageBytes)
    {
        var body = pageBytes - 27;
        while (27 + (body / 255) + 1 + body > pageBytes)
            body--;
        return body;
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
}
