namespace Gateway.Relay.Framing;

/// <summary>The header of one frame (RFC 6455, 5.2).</summary>
/// <param name="Opcode">What the frame is.</param>
/// <param name="Final">Whether it ends its message.</param>
/// <param name="Masked">Whether the payload is masked.</param>
/// <param name="MaskKey">The four bytes of the key in wire order, the first in the lowest eight bits; 0 when not masked.</param>
/// <param name="PayloadLength">Bytes of payload behind the header.</param>
/// <param name="Length">Bytes of the header itself, 2 to <see cref="MaxLength"/>.</param>
internal readonly record struct FrameHeader(
    Opcode Opcode, bool Final, bool Masked, uint MaskKey, long PayloadLength, int Length)
{
    /// <summary>Two bytes, eight of extended length, four of mask.</summary>
    public const int MaxLength = 14;

    /// <summary>Largest payload of a control frame (RFC 6455, 5.5).</summary>
    public const int MaxControlPayload = 125;

    /// <summary>Largest control frame with its header.</summary>
    public const int MaxControlFrame = 2 + 4 + MaxControlPayload;

    /// <summary>Close, ping, pong, and what may join them: the highest bit of the opcode.</summary>
    public bool IsControl => ((byte)Opcode & 0x8) != 0;

    /// <summary>Header and payload.</summary>
    public long FrameLength => Length + PayloadLength;
}
