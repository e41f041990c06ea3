using System.Numerics;

namespace Gateway.Relay.Framing;

/// <summary>Masks and unmasks payload, which is the same (RFC 6455, 5.3).</summary>
internal static class FrameMask
{
    /// <summary>Applies a mask key from any position of a payload on.</summary>
    /// <param name="source">Bytes as they are.</param>
    /// <param name="destination">Where they go, at least as long; may be the source itself.</param>
    /// <param name="key">The key in the form of <see cref="FrameHeader.MaskKey"/>; 0 copies.</param>
    /// <param name="position">Bytes of the same payload that came before.</param>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> destination, uint key, long position)
    {
        key = BitOperations.RotateRight(key, (int)(position & 3) * 8);
        var wide = new Vector<uint>(key);
        var i = 0;
        for (; source.Length - i >= Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var block = new Vector<byte>(source[i..]) ^ Vector.AsVectorByte(wide);
            block.CopyTo(destination[i..]);
        }
        for (; i < source.Length; i++)
            destination[i] = (byte)(source[i] ^ (key >> ((i & 3) * 8)));
    }
}
