using System.Buffers.Binary;

namespace Gateway.Relay.Framing;

/// <summary>A frame as a test says it, and its bytes by a writer of its own that also writes what is not allowed.</summary>
internal sealed record TestFrame(Opcode Opcode, byte[] Payload)
{
    public bool Final { get; init; } = true;

    /// <summary>Null: not masked.</summary>
    public uint? MaskKey { get; init; }

    public bool IsControl => ((byte)Opcode & 8) != 0;

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        bytes.WriteByte((byte)((Final ? 0x80 : 0) | (byte)Opcode));
        var maskBit = MaskKey is null ? 0 : 0x80;
        Span<byte> length = stackalloc byte[8];
        switch (Payload.Length)
        {
            case < 126:
                bytes.WriteByte((byte)(maskBit | Payload.Length));
                break;
            case < 65536:
                bytes.WriteByte((byte)(maskBit | 126));
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)Payload.Length);
                bytes.Write(length[..2]);
                break;
            default:
                bytes.WriteByte((byte)(maskBit | 127));
                BinaryPrimitives.WriteInt64BigEndian(length, Payload.Length);
                bytes.Write(length);
                break;
        }
        if (MaskKey is not { } key)
        {
            bytes.Write(Payload);
            return bytes.ToArray();
        }
        BinaryPrimitives.WriteUInt32LittleEndian(length, key);
        bytes.Write(length[..4]);
        for (var i = 0; i < Payload.Length; i++)
            bytes.WriteByte((byte)(Payload[i] ^ length[i % 4]));
        return bytes.ToArray();
    }

    public bool Equals(TestFrame? other) =>
        other is not null && Opcode == other.Opcode && Final == other.Final && MaskKey == other.MaskKey
        && Payload.AsSpan().SequenceEqual(other.Payload);

    public override int GetHashCode() => HashCode.Combine(Opcode, Final, MaskKey, Payload.Length);

    public override string ToString() => $"{Opcode}{(Final ? "" : "…")}[{Payload.Length}]{(MaskKey is null ? "" : "m")}";
}
