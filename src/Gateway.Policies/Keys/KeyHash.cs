using System.Buffers.Binary;

namespace Gateway.Policies.Keys;

/// <summary>HMAC-SHA-256 of a key's secret under the gateway's pepper: 32 bytes, compared and looked up as such.</summary>
public readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 32;

    /// <summary>Reads 32 bytes.</summary>
    /// <exception cref="ArgumentException">Fewer or more than 32 bytes.</exception>
    public static KeyHash FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"A key hash has {Length} bytes.", nameof(bytes));
        return new(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, A);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), B);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), C);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), D);
        return bytes;
    }

    /// <summary>Equality that takes as long wherever the first difference is.</summary>
    public bool EqualsInConstantTime(KeyHash other) => ((A ^ other.A) | (B ^ other.B) | (C ^ other.C) | (D ^ other.D)) == 0;

    /// <summary>Uniform already; one word is as good as any mix.</summary>
    public override int GetHashCode() => unchecked((int)A);
}
