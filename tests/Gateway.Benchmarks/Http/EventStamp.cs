using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Gateway.Benchmarks.Http;

/// <summary>The moment an event leaves, written into its last characters: 16 digits before <c>"}</c> and the blank line.</summary>
internal static class EventStamp
{
    private const int Digits = 16;
    private const int Behind = 4;

    /// <summary>Writes it.</summary>
    /// <param name="chunk">The event with the line end that closes its chunk.</param>
    /// <param name="now">The moment.</param>
    public static byte[] Write(byte[] chunk, long now)
    {
        Encoding.ASCII.GetBytes(now.ToString("x16", CultureInfo.InvariantCulture), chunk.AsSpan(chunk.Length - 2 - Behind - Digits));
        return chunk;
    }

    /// <summary>Reads it; -1 when what is there does not hold it whole.</summary>
    /// <param name="received">Bytes that end with an event.</param>
    public static long Read(ReadOnlySpan<byte> received) =>
        received.Length >= Digits + Behind
        && Utf8Parser.TryParse(received.Slice(received.Length - Behind - Digits, Digits), out long stamp, out var read, 'x') && read == Digits
            ? stamp
            : -1;
}
