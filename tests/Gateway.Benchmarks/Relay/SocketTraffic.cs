using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Gateway.Relay.Framing;

namespace Gateway.Benchmarks.Relay;

/// <summary>Frames of one direction ready to be sent, each with the moment it leaves; and their reading at the other end.</summary>
internal sealed class SocketTraffic
{
    private readonly byte[] _frame;
    private readonly int _stampAt;
    private readonly bool _isText;

    /// <summary>Builds the frame. A client's mask key is zero, which is a valid key and leaves the stamp readable.</summary>
    public SocketTraffic(FrameSender sender, Opcode opcode, byte[] payload)
    {
        _isText = opcode == Opcode.Text;
        _frame = new byte[FrameWriter.LengthOf(sender, payload.Length)];
        if (sender == FrameSender.Client)
        {
            var plain = new byte[FrameWriter.LengthOf(FrameSender.Server, payload.Length)];
            var header = FrameWriter.Write(plain, FrameSender.Server, opcode, payload) - payload.Length;
            plain.AsSpan(0, header).CopyTo(_frame);
            _frame[1] |= 0x80;
            payload.CopyTo(_frame.AsSpan(header + 4));
        }
        else
        {
            FrameWriter.Write(_frame, sender, opcode, payload);
        }
        // Text: inside the last string; binary: the last bytes.
        _stampAt = _frame.Length - SocketLoad.StampLength - (_isText ? 2 : 0);
    }

    /// <summary>The frame, stamped. Valid until the next call.</summary>
    public byte[] Stamp(long now)
    {
        Encoding.ASCII.GetBytes(now.ToString("x16", CultureInfo.InvariantCulture), _frame.AsSpan(_stampAt));
        return _frame;
    }

    /// <summary>The moment a payload left; -1 when it carries none.</summary>
    public static long StampOf(ReadOnlySpan<byte> payload, bool isText)
    {
        var end = isText ? payload.Length - 2 : payload.Length;
        return end >= SocketLoad.StampLength
            && Utf8Parser.TryParse(payload[(end - SocketLoad.StampLength)..end], out long stamp, out var read, 'x') && read == SocketLoad.StampLength
                ? stamp
                : -1;
    }
}
