using System.Buffers;
using System.Diagnostics;
using Gateway.Relay.Framing;
using Gateway.Relay.Inspection;

namespace Gateway.Relay.Pumping;

/// <summary>
/// The bytes of one direction and what is to be done with them, without any I/O: reads are put in; runs to be written,
/// messages to be judged and frames to be acted on come out, in order. Owns the direction's only buffer, which exists
/// while something is in it.
/// </summary>
/// <remarks>
/// <para>The map. One array holds a window of what was read and neither passed on nor dropped:</para>
/// <code>start ≤ free ≤ seen ≤ end      [start, free) may go on    [free, seen) is held    [seen, end) is not looked at</code>
/// <para><see cref="Next"/> lets the reader walk from <c>seen</c> until something needs its caller. Passing traffic moves
/// <c>free</c> along with <c>seen</c>, so that all frames of a read leave in one write. A message to be judged leaves
/// <c>free</c> where it begins, until <see cref="Release"/> or <see cref="Drop"/>; control frames in its midst are taken
/// out and go on at once. While its verdict is pending, <see cref="Ahead"/> looks through what arrives behind it with a
/// copy of the reader. A tail shorter than a header or a control frame stays in front of the next read.</para>
/// <para>Not thread-safe; the direction's pump alone uses it.</para>
/// </remarks>
internal sealed class FrameFlow : IDisposable
{
    /// <summary>Payload is unmasked for a watch in pieces of this size, on the stack.</summary>
    private const int ScratchBytes = 1024;

    /// <summary>A read is not worth its call for less room.</summary>
    private const int MinReadBytes = 2 * 1024;

    private readonly FrameSender _sender;
    private readonly ArrayPool<byte> _pool;
    private readonly ReadOnlyMemory<byte> _ownPong;
    private readonly FrameWatch? _watch;
    private readonly bool _judges;
    private FrameReader _reader;
    private FrameReader _ahead;
    private byte[]? _buffer;
    private byte[]? _overtaking;
    private int _start;
    private int _free;
    private int _seen;
    private int _end;
    private int _aheadAt;
    private int _frameStart;
    private bool _freeAtBoundary = true;
    private bool _watching;
    private Holding _holding;
    private FlowAction? _pending;

    /// <summary>Starts at the first byte of a direction.</summary>
    /// <param name="sender">Whose frames they are.</param>
    /// <param name="maxMessageBytes">Longest message that passes.</param>
    /// <param name="pool">Where the buffer comes from.</param>
    /// <param name="ownPong">Payload of the pongs that answer our own pings, which are swallowed; not empty.</param>
    /// <param name="watch">Who looks on; null for nobody.</param>
    /// <param name="judges">Whether text messages are held for a verdict.</param>
    public FrameFlow(
        FrameSender sender, long maxMessageBytes, ArrayPool<byte> pool, ReadOnlyMemory<byte> ownPong, FrameWatch? watch, bool judges)
    {
        _sender = sender;
        _reader = new FrameReader(sender, maxMessageBytes);
        _pool = pool;
        _ownPong = ownPong;
        _watch = watch;
        _judges = judges;
    }

    /// <summary>Whether nothing is in the buffer and the next byte begins a frame: the direction may sleep without one.</summary>
    public bool IsIdle => _start == _end && _reader.AtBoundary;

    /// <summary>Data frames begun so far.</summary>
    public long DataFrames { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether the message to be judged is whole; false for the beginning of one above the bound.</summary>
    public bool IsHeldWhole { get; private set; }

    /// <summary>Payload bytes of the message to be judged, as far as they are here.</summary>
    public int HeldTextLength { get; private set; }

    /// <summary>Payload bytes of that message as far as its headers have announced them.</summary>
    public long HeldMessageBytes => _reader.MessageBytes;

    /// <summary>Gives the buffer back until the next read.</summary>
    public void Rest()
    {
        Debug.Assert(IsIdle, "Bytes would be lost.");
        Dispose();
    }

    /// <summary>Room for a read, never empty. What is read there is announced by <see cref="Filled"/>.</summary>
    public Memory<byte> Room()
    {
        _buffer ??= _pool.Rent(RelayLimits.ReadBufferBytes);
        if (_start == _end || _buffer.Length - _end < MinReadBytes)
            MoveTo(_buffer);
        if (_buffer.Length - _end < MinReadBytes)
        {
            var small = _buffer;
            _buffer = _pool.Rent(small.Length * 2);
            MoveTo(_buffer, small);
            _pool.Return(small);
        }
        return _buffer.AsMemory(_end);
    }

    /// <summary>Bytes have arrived in the room given last.</summary>
    public void Filled(int count)
    {
        _end += count;
        Bytes += count;
    }

    /// <summary>What to do next. What was asked for before is done when this is called again.</summary>
    public FlowAction Next()
    {
        while (_pending is null && Walk())
        {
        }
        if (_start < _free)
        {
            var run = _buffer.AsMemory(_start, _free - _start);
            _start = _free;
            return new FlowAction(FlowKind.Forward, run, _freeAtBoundary);
        }
        if (_pending is not { } action)
            return new FlowAction(FlowKind.Read);
        _pending = null;
        if (action.Kind == FlowKind.Attend)
            Free();
        return action;
    }

    /// <summary>While a verdict is pending: what arrived behind the held message and does not wait for it.</summary>
    /// <returns>
    /// <see cref="FlowKind.Overtake"/>, <see cref="FlowKind.Close"/>, <see cref="FlowKind.Fault"/>,
    /// <see cref="FlowKind.Read"/> or <see cref="FlowKind.Full"/>. After a close or fault the direction looks no further.
    /// </returns>
    public FlowAction Ahead()
    {
        Debug.Assert(_holding == Holding.Judging, "Nothing is held.");
        while (true)
        {
            var step = _ahead.Next(_buffer.AsSpan(_aheadAt, _end - _aheadAt));
            switch (step.Kind)
            {
                case FrameStepKind.NeedMore:
                    return new FlowAction(_end - _start <= RelayLimits.MaxHeldBytes - MinReadBytes ? FlowKind.Read : FlowKind.Full);
                case FrameStepKind.Fault:
                    return new FlowAction(FlowKind.Fault, Fault: step.Fault);
                case FrameStepKind.Control:
                    var control = ActionOn(_ahead.Header, _aheadAt);
                    if (control.Kind != FlowKind.Skip)
                        return control with { Bytes = TakeOut(_aheadAt, step.Consumed) };
                    Cut(_aheadAt, step.Consumed);
                    break;
                default:
                    _aheadAt += step.Consumed;
                    break;
            }
        }
    }

    /// <summary>The text of the message to be judged: fragments joined, unmasked.</summary>
    /// <param name="text">At least <see cref="HeldTextLength"/> bytes.</param>
    public void CopyHeldText(Span<byte> text)
    {
        // Walked once more from its first frame on; control frames are no longer among them.
        var reader = new FrameReader(_sender, long.MaxValue);
        var copied = 0;
        for (var at = _free; at < _seen;)
        {
            var step = reader.Next(_buffer.AsSpan(at, _seen - at));
            if (step.Kind == FrameStepKind.Payload)
            {
                var position = reader.Position - step.Consumed;
                FrameMask.Apply(_buffer.AsSpan(at, step.Consumed), text[copied..], reader.Header.MaskKey, position);
                copied += step.Consumed;
            }
            at += step.Consumed;
        }
    }

    /// <summary>The verdict: the message goes on, also what is still to come of it.</summary>
    public void Release()
    {
        _holding = IsHeldWhole ? Holding.None : Holding.PassingRest;
        Free();
    }

    /// <summary>The verdict: the message does not go on, nor what is still to come of it.</summary>
    public void Drop()
    {
        _holding = IsHeldWhole ? Holding.None : Holding.DroppingRest;
        Cut(_free, _seen - _free);
        _seen = _free;
    }

    /// <summary>Gives the buffer back with whatever is in it.</summary>
    public void Dispose()
    {
        if (_buffer is not { } buffer)
            return;
        _buffer = null;
        _start = _free = _seen = _end = 0;
        _pool.Return(buffer);
    }

    /// <returns>Whether there may be more to find.</returns>
    private bool Walk()
    {
        var step = _reader.Next(_buffer.AsSpan(_seen, _end - _seen));
        switch (step.Kind)
        {
            case FrameStepKind.NeedMore:
                return false;
            case FrameStepKind.Fault:
                _pending = new FlowAction(FlowKind.Fault, Fault: step.Fault);
                break;
            case FrameStepKind.Control:
                OnControl(step.Consumed);
                break;
            case FrameStepKind.FrameStart:
                OnFrameStart();
                Take(step);
                break;
            default:
                Observe(_buffer.AsSpan(_seen, step.Consumed));
                Take(step);
                break;
        }
        return true;
    }

    private void OnFrameStart()
    {
        DataFrames++;
        _frameStart = _seen;
        var opcode = _reader.Header.Opcode;
        if (opcode == Opcode.Continuation)
            return;
        _watching = _watch is not null && _watch.Begins(opcode);
        _holding = _judges && opcode == Opcode.Text ? Holding.Collecting : Holding.None;
        HeldTextLength = 0;
    }

    private void Observe(ReadOnlySpan<byte> payload)
    {
        if (_holding == Holding.Collecting)
            HeldTextLength += payload.Length;
        if (_watch is null)
            return;
        if (!_watching)
        {
            _watch.Counted(payload.Length);
            return;
        }
        if (!_reader.Header.Masked)
        {
            _watch.Passes(payload);
            return;
        }
        Span<byte> scratch = stackalloc byte[ScratchBytes];
        var position = _reader.Position - payload.Length;
        while (!payload.IsEmpty)
        {
            var piece = payload[..Math.Min(payload.Length, ScratchBytes)];
            FrameMask.Apply(piece, scratch, _reader.Header.MaskKey, position);
            _watch.Passes(scratch[..piece.Length]);
            position += piece.Length;
            payload = payload[piece.Length..];
        }
    }

    private void Take(in FrameStep step)
    {
        var at = _seen;
        _seen += step.Consumed;
        switch (_holding)
        {
            case Holding.Collecting:
                if (step.EndsMessage || _reader.MessageBytes > RelayLimits.MaxJudgedTextBytes || _seen - _free > RelayLimits.MaxJudgedMessageBytes)
                    Judge(step.EndsMessage);
                return;
            case Holding.DroppingRest:
                Cut(at, step.Consumed);
                _seen = at;
                if (step.EndsMessage)
                    _holding = Holding.None;
                return;
        }
        if (step.EndsMessage)
        {
            _holding = Holding.None;
            if (_watch is not null && _watch.Ends())
            {
                HoldBack(at);
                return;
            }
        }
        Free();
    }

    private void Judge(bool whole)
    {
        IsHeldWhole = whole;
        _holding = Holding.Judging;
        _ahead = _reader;
        _aheadAt = _seen;
        _pending = new FlowAction(FlowKind.Judge);
    }

    /// <summary>The end of a message stays until the watch is done; the whole frame, if none of it has gone yet.</summary>
    private void HoldBack(int lastPiece)
    {
        var fromStart = _frameStart >= _start;
        _free = fromStart ? _frameStart : lastPiece;
        _freeAtBoundary = fromStart;
        _pending = new FlowAction(FlowKind.Attend);
    }

    private void OnControl(int length)
    {
        var action = ActionOn(_reader.Header, _seen);
        if (action.Kind == FlowKind.Skip)
        {
            Cut(_seen, length);
        }
        else if (action.Kind == FlowKind.Overtake && _holding != Holding.Collecting)
        {
            _seen += length;
            Free();
        }
        else
        {
            _pending = action with { Bytes = TakeOut(_seen, length) };
        }
    }

    /// <summary>What a control frame asks for; its bytes are left out.</summary>
    private FlowAction ActionOn(in FrameHeader header, int at)
    {
        Span<byte> payload = stackalloc byte[FrameHeader.MaxControlPayload];
        payload = payload[..(int)header.PayloadLength];
        FrameMask.Apply(_buffer.AsSpan(at + header.Length, payload.Length), payload, header.MaskKey, 0);
        if (header.Opcode == Opcode.Pong && payload.SequenceEqual(_ownPong.Span))
            return new FlowAction(FlowKind.Skip);
        if (header.Opcode != Opcode.Close)
            return new FlowAction(FlowKind.Overtake);
        var fault = CloseStatus.Read(payload, out var status);
        return fault == FrameFault.None
            ? new FlowAction(FlowKind.Close, Close: status)
            : new FlowAction(FlowKind.Fault, Fault: fault);
    }

    private ReadOnlyMemory<byte> TakeOut(int at, int length)
    {
        _overtaking ??= new byte[FrameHeader.MaxControlFrame];
        _buffer.AsSpan(at, length).CopyTo(_overtaking);
        Cut(at, length);
        return _overtaking.AsMemory(0, length);
    }

    private void Free()
    {
        _free = _seen;
        _freeAtBoundary = _reader.AtBoundary;
    }

    private void Cut(int at, int count)
    {
        _buffer.AsSpan(at + count, _end - at - count).CopyTo(_buffer.AsSpan(at));
        _end -= count;
    }

    /// <summary>Moves the window to the front of an array.</summary>
    private void MoveTo(byte[] target, byte[]? source = null)
    {
        (source ?? target).AsSpan(_start, _end - _start).CopyTo(target);
        _free -= _start;
        _seen -= _start;
        _end -= _start;
        _aheadAt -= _start;
        _frameStart -= _start;
        _start = 0;
    }
}
