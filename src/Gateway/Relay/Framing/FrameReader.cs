using System.Buffers.Binary;

namespace Gateway.Relay.Framing;

/// <summary>
/// Finds the frames in one direction of a WebSocket (RFC 6455, 5), strictly, whatever the reads look like: it is handed
/// the bytes that are there and says what they begin with. Headers and control frames are whole before they are
/// reported, payload comes as it arrives. Nothing is copied, unmasked or allocated.
/// </summary>
/// <remarks>
/// A value: a copy looks ahead without disturbing the original. Not thread-safe. A fault is reported with the first byte
/// that proves it. What the reader cannot see without unmasking (text, close payloads) its caller judges.
/// </remarks>
internal struct FrameReader
{
    private readonly FrameSender _sender;
    private readonly long _maxMessageBytes;
    private FrameHeader _header;
    private long _remaining;
    private long _messageBytes;
    private Opcode _messageOpcode;
    private bool _inMessage;
    private FrameFault _fault;

    /// <summary>Starts at the first frame of a direction.</summary>
    /// <param name="sender">Whose frames they are.</param>
    /// <param name="maxMessageBytes">Longest message, all fragments together; above is a fault.</param>
    public FrameReader(FrameSender sender, long maxMessageBytes)
    {
        _sender = sender;
        _maxMessageBytes = maxMessageBytes;
    }

    /// <summary>Header of the data frame begun last, or of the control frame just reported.</summary>
    public readonly FrameHeader Header => _header;

    /// <summary>Text or binary, of the message that the last data frame belongs to.</summary>
    public readonly Opcode MessageOpcode => _messageOpcode;

    /// <summary>Payload bytes of that message as far as headers have announced them.</summary>
    public readonly long MessageBytes => _messageBytes;

    /// <summary>Payload bytes of the current data frame that are still to come.</summary>
    public readonly long Remaining => _remaining;

    /// <summary>Payload bytes of the current data frame that were reported: the position for its mask.</summary>
    public readonly long Position => _header.PayloadLength - _remaining;

    /// <summary>Whether the next byte begins a frame, so that another frame may be put in before it.</summary>
    public readonly bool AtBoundary => _remaining == 0;

    /// <summary>Looks at what the input begins with and moves past it.</summary>
    /// <param name="input">What is there, beginning where the step before ended.</param>
    public FrameStep Next(ReadOnlySpan<byte> input)
    {
        if (_fault != FrameFault.None)
            return Failed(_fault);
        if (_remaining > 0)
            return Payload(input.Length);
        var fault = TryReadHeader(input, out var header);
        if (fault != FrameFault.None)
            return Failed(fault);
        if (header.Length == 0)
            return default;
        return header.IsControl ? Control(input.Length, header) : Start(header);
    }

    private FrameStep Payload(int available)
    {
        if (available == 0)
            return default;
        var count = (int)Math.Min(_remaining, available);
        _remaining -= count;
        return Step(FrameStepKind.Payload, count);
    }

    private FrameStep Start(in FrameHeader header)
    {
        _messageBytes = (_inMessage ? _messageBytes : 0) + header.PayloadLength;
        // The sum of two lengths below 2^63 may turn negative.
        if (_messageBytes > _maxMessageBytes || _messageBytes < 0)
            return Failed(FrameFault.MessageTooLong);
        if (!_inMessage)
            _messageOpcode = header.Opcode;
        _inMessage = !header.Final;
        _header = header;
        _remaining = header.PayloadLength;
        return Step(FrameStepKind.FrameStart, header.Length);
    }

    private FrameStep Control(int available, in FrameHeader header)
    {
        if (available < header.FrameLength)
            return default;
        _header = header;
        return new FrameStep(FrameStepKind.Control, (int)header.FrameLength, false, false, FrameFault.None);
    }

    private readonly FrameStep Step(FrameStepKind kind, int consumed) =>
        new(kind, consumed, _remaining == 0, _remaining == 0 && !_inMessage, FrameFault.None);

    private FrameStep Failed(FrameFault fault)
    {
        _fault = fault;
        return new FrameStep(FrameStepKind.Fault, 0, false, false, fault);
    }

    /// <returns>A fault; or none, and a header of length 0 where more bytes are needed.</returns>
    private readonly FrameFault TryReadHeader(ReadOnlySpan<byte> input, out FrameHeader header)
    {
        header = default;
        if (input.IsEmpty)
            return FrameFault.None;
        var opcode = (Opcode)(input[0] & 0x0F);
        var final = (input[0] & 0x80) != 0;
        var fault = JudgeFirstByte(input[0], opcode, final);
        if (fault != FrameFault.None || input.Length == 1)
            return fault;

        var masked = (input[1] & 0x80) != 0;
        if (masked != (_sender == FrameSender.Client))
            return FrameFault.MaskDirection;
        var shortLength = input[1] & 0x7F;
        if (shortLength > FrameHeader.MaxControlPayload && ((byte)opcode & 0x8) != 0)
            return FrameFault.ControlTooLong;

        var lengthEnd = shortLength switch { 126 => 4, 127 => 10, _ => 2 };
        if (input.Length < lengthEnd)
            return FrameFault.None;
        fault = ReadLength(shortLength, input, out var payloadLength);
        if (fault != FrameFault.None)
            return fault;

        if (!masked)
        {
            header = new FrameHeader(opcode, final, false, 0, payloadLength, lengthEnd);
            return FrameFault.None;
        }
        if (input.Length < lengthEnd + 4)
            return FrameFault.None;
        var key = BinaryPrimitives.ReadUInt32LittleEndian(input[lengthEnd..]);
        header = new FrameHeader(opcode, final, true, key, payloadLength, lengthEnd + 4);
        return FrameFault.None;
    }

    private readonly FrameFault JudgeFirstByte(byte first, Opcode opcode, bool final)
    {
        if ((first & 0x70) != 0)
            return FrameFault.ReservedBits;
        return opcode switch
        {
            Opcode.Continuation => _inMessage ? FrameFault.None : FrameFault.NothingToContinue,
            Opcode.Text or Opcode.Binary => _inMessage ? FrameFault.MessageInsideMessage : FrameFault.None,
            Opcode.Close or Opcode.Ping or Opcode.Pong => final ? FrameFault.None : FrameFault.FragmentedControl,
            _ => FrameFault.ReservedOpcode,
        };
    }

    private static FrameFault ReadLength(int shortLength, ReadOnlySpan<byte> input, out long length)
    {
        switch (shortLength)
        {
            case 126:
                length = BinaryPrimitives.ReadUInt16BigEndian(input[2..]);
                return length < 126 ? FrameFault.LengthNotMinimal : FrameFault.None;
            case 127:
                length = BinaryPrimitives.ReadInt64BigEndian(input[2..]);
                if (length < 0)
                    return FrameFault.LengthNegative;
                return length <= ushort.MaxValue ? FrameFault.LengthNotMinimal : FrameFault.None;
            default:
                length = shortLength;
                return FrameFault.None;
        }
    }
}
