using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Relay.Framing;

/// <summary>
/// Builds frames of our own: masked towards the upstream, where we are the client, plain towards the client. Stateless.
/// </summary>
internal static class FrameWriter
{
    /// <summary>Bytes that a frame of this payload takes.</summary>
    public static int LengthOf(FrameSender sender, int payloadLength) =>
        payloadLength + (payloadLength <= 125 ? 2 : payloadLength <= ushort.MaxValue ? 4 : 10)
        + (sender == FrameSender.Client ? 4 : 0);

    /// <summary>Writes one unfragmented frame.</summary>
    /// <param name="destination">At least <see cref="LengthOf"/> bytes.</param>
    /// <param name="sender">The role that we have towards the peer.</param>
    /// <param name="opcode">What it is; a control frame takes at most 125 bytes.</param>
    /// <param name="payload">Copied.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, FrameSender sender, Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var maskBit = sender == FrameSender.Client ? 0x80 : 0;
        destination[0] = (byte)(0x80 | (byte)opcode);
        int at;
        if (payload.Length <= 125)
        {
            destination[1] = (byte)(maskBit | payload.Length);
            at = 2;
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            destination[1] = (byte)(maskBit | 126);
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload.Length);
            at = 4;
        }
        else
        {
            destination[1] = (byte)(maskBit | 127);
            BinaryPrimitives.WriteInt64BigEndian(destination[2..], payload.Length);
            at = 10;
        }
        if (sender == FrameSender.Server)
        {
            payload.CopyTo(destination[at..]);
            return at + payload.Length;
        }
        // Fresh and unpredictable for each frame (RFC 6455, 5.3 and 10.3).
        var key = destination.Slice(at, 4);
        RandomNumberGenerator.Fill(key);
        at += 4;
        FrameMask.Apply(payload, destination[at..], BinaryPrimitives.ReadUInt32LittleEndian(key), 0);
        return at + payload.Length;
    }

    /// <summary>Writes a close frame.</summary>
    /// <param name="destination">At least <see cref="FrameHeader.MaxControlFrame"/> bytes.</param>
    /// <param name="sender">The role that we have towards the peer.</param>
    /// <param name="code">The close code; <see cref="CloseStatus.None"/> writes no payload.</param>
    /// <param name="reason">UTF-8 of at most 123 bytes; what is above is cut at a character.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteClose(Span<byte> destination, FrameSender sender, ushort code, string reason)
    {
        if (code == CloseStatus.None)
            return Write(destination, sender, Opcode.Close, []);
        Span<byte> payload = stackalloc byte[FrameHeader.MaxControlPayload];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        // The encoder stops before a character that does not fit.
        Encoding.UTF8.GetEncoder().Convert(reason, payload[2..], flush: true, out _, out var bytes, out _);
        return Write(destination, sender, Opcode.Close, payload[..(2 + bytes)]);
    }
}
