using System.Buffers.Binary;
using System.Globalization;

namespace Gateway.Edge;

/// <summary>
/// Ids that never meet again and are no secret, made without a call of the operating system, which a call would pay for
/// twice. Thread-safe.
/// </summary>
internal static class UniqueId
{
    private static readonly ulong Process = Random64();

    private static long Made;

    /// <summary>A new id: 122 random bits. Not for anything that must not be guessed.</summary>
    public static Guid New()
    {
        Span<byte> bits = stackalloc byte[16];
        Fill(bits);
        bits[6] = (byte)((bits[6] & 0x0F) | 0x40);
        bits[8] = (byte)((bits[8] & 0x3F) | 0x80);
        return new Guid(bits, bigEndian: true);
    }

    /// <summary>
    /// A new id for what is stored: 32 hexadecimal digits, ascending within this process, so that rows which come together
    /// lie together. Random ones touch a page of the index each, which costs ten times the row.
    /// </summary>
    public static string Next() => string.Create(32, Interlocked.Increment(ref Made), static (text, made) =>
    {
        Process.TryFormat(text, out _, "x16", CultureInfo.InvariantCulture);
        ((ulong)made).TryFormat(text[16..], out _, "x16", CultureInfo.InvariantCulture);
    });

    private static ulong Random64()
    {
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        Fill(bits);
        return BinaryPrimitives.ReadUInt64BigEndian(bits);
    }

    private static void Fill(Span<byte> bits)
    {
#pragma warning disable CA5394 // whoever guesses an id gains nothing by it
        Random.Shared.NextBytes(bits);
#pragma warning restore CA5394
    }
}
