using System.Buffers;
using System.Security.Cryptography;
using Gateway.Admission;
using Gateway.Relay.Framing;

namespace Gateway.Relay.Pumping;

/// <summary>
/// One side of a session: a raw duplex stream that carries frames. Whoever writes takes the turn first, and keeps it
/// until a frame ends, so that frames of our own come between two of the other peer and never inside one. Thread-safe.
/// </summary>
internal sealed class RelayLeg : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Stream _stream;
    private readonly bool _flushes;
    private readonly Action _abort;
    private readonly FrameSender _role;
    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(8);
    private volatile bool _heard;
    private volatile bool _listening;
    private volatile bool _writing;
    private volatile bool _closed;
    private volatile bool _closing;
    private volatile bool _hasSentClose;
    private volatile bool _reserved;
    private volatile bool _closeReserved;
    private int _aborted;
    private int _silentTicks;
    private int _writingTicks;

    /// <summary>Wraps a stream; the leg does not own it.</summary>
    /// <param name="side">Who is at the other end.</param>
    /// <param name="stream">Raw bytes both ways. A read of no bytes waits until some are there.</param>
    /// <param name="flushes">Whether written bytes leave only after a flush.</param>
    /// <param name="abort">Ends the connection at once, failing what is pending on the stream. Called once at most.</param>
    public RelayLeg(RelaySide side, Stream stream, bool flushes, Action abort)
    {
        Side = side;
        _role = side == RelaySide.Client ? FrameSender.Server : FrameSender.Client;
        _stream = stream;
        _flushes = flushes;
        _abort = abort;
    }

    /// <summary>Who is at the other end.</summary>
    public RelaySide Side { get; }

    /// <summary>What every byte to this peer needs; null for nothing.</summary>
    public LeaseFence? Fence { get; init; }

    /// <summary>Payload of our pings to this peer, and so of its pongs to us.</summary>
    public ReadOnlyMemory<byte> Nonce => _nonce;

    /// <summary>Whether a close frame went out, or none can any more: nothing is written after it.</summary>
    public bool IsClosed => _closed;

    /// <summary>Whether frames of the other peer no longer go here: it is closed, or about to be closed by us.</summary>
    public bool TakesNoMore => _closed || _reserved;

    /// <summary>Whether a close frame of the other peer no longer goes here.</summary>
    public bool TakesNoClose => TakesNoMore || _closeReserved;

    /// <summary>Whether a close frame went out.</summary>
    public bool HasSentClose => _hasSentClose;

    /// <summary>Whether no close frame went out and none can: a frame before it was cut, or its peer is not ours any more.</summary>
    public bool IsCutOff => _closed && !_closing && !_hasSentClose;

    /// <summary>Waits until something can be read, without a buffer.</summary>
    public ValueTask<int> WaitAsync() => ReadAsync(Memory<byte>.Empty);

    /// <summary>Reads what is there.</summary>
    /// <param name="room">Where to; none to wait only.</param>
    /// <param name="cancellationToken">Ends the wait, and on some streams the connection: for the last read of a leg.</param>
    /// <returns>Bytes read; 0 at the end.</returns>
    public ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellationToken = default)
    {
        _listening = true;
        return _stream.ReadAsync(room, cancellationToken);
    }

    /// <summary>The read has come back with bytes: the peer lives.</summary>
    public void Heard()
    {
        _heard = true;
        _listening = false;
    }

    /// <summary>Waits for the turn to write.</summary>
    public Task EnterAsync() => _turn.WaitAsync(CancellationToken.None);

    /// <summary>Gives the turn on. Only where a frame ends.</summary>
    public void Leave() => _turn.Release();

    /// <summary>Gives the turn on in the middle of a frame: nothing that follows would be understood.</summary>
    public void LeaveBroken()
    {
        _closed = true;
        _turn.Release();
    }

    /// <summary>Writes bytes of the other peer. The caller has the turn; nothing is written to a closed leg.</summary>
    public ValueTask WriteAsync_NeedsTurn(ReadOnlyMemory<byte> bytes) => _closed ? ValueTask.CompletedTask : WriteAsync(bytes);

    /// <summary>Passes a close frame of the other peer on; the last that is written. The caller has the turn.</summary>
    public async ValueTask WriteCloseAsync_NeedsTurn(ReadOnlyMemory<byte> frame)
    {
        if (_closed)
            return;
        // First, so that the answer never finds a leg that seems open, nor one that seems cut off.
        _closing = true;
        _closed = true;
        try
        {
            await WriteAsync(frame);
            _hasSentClose = true;
        }
        finally
        {
            _closing = false;
        }
    }

    /// <summary>Sends a frame of our own in its turn; does nothing on a closed leg.</summary>
    public async ValueTask SendAsync(Opcode opcode, ReadOnlyMemory<byte> payload)
    {
        var length = FrameWriter.LengthOf(_role, payload.Length);
        var frame = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            FrameWriter.Write(frame, _role, opcode, payload.Span);
            await SendFrameAsync(frame.AsMemory(0, length), isClose: false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>Sends a close frame of our own in its turn, as the last; does nothing on a closed leg.</summary>
    public async ValueTask SendCloseAsync(ushort code, string reason)
    {
        var frame = new byte[FrameHeader.MaxControlFrame];
        var length = FrameWriter.WriteClose(frame, _role, code, reason);
        await SendFrameAsync(frame.AsMemory(0, length), isClose: true);
    }

    /// <summary>Once in a while: how the peer is, and a ping if it has been silent for long enough.</summary>
    /// <param name="pingAfter">Silent ticks before a ping.</param>
    /// <param name="lostAfter">Silent ticks before the peer counts as gone.</param>
    /// <param name="stalledAfter">Ticks that a write may take.</param>
    /// <param name="ping">The ping that was sent; completed when none was.</param>
    public LegHealth Tick(int pingAfter, int lostAfter, int stalledAfter, out ValueTask ping)
    {
        ping = ValueTask.CompletedTask;
        _writingTicks = _writing ? _writingTicks + 1 : 0;
        if (_writingTicks >= stalledAfter)
            return LegHealth.Stalled;
        // Whom nobody listens to is not silent: the other leg is the slow one.
        if (_heard || !_listening)
        {
            _heard = false;
            _silentTicks = 0;
            return LegHealth.Alive;
        }
        _silentTicks++;
        if (_silentTicks >= lostAfter)
            return LegHealth.Lost;
        if (_silentTicks == pingAfter && !_closed)
            ping = SendAsync(Opcode.Ping, _nonce);
        return LegHealth.Alive;
    }

    /// <summary>From the next frame on nothing of the other peer is written, so that our own close frame is the one that goes out.</summary>
    /// <param name="closeOnly">Only its close frame stays back.</param>
    public void Reserve(bool closeOnly)
    {
        _closeReserved = true;
        _reserved |= !closeOnly;
    }

    /// <summary>From now on nothing is written.</summary>
    public void MarkClosed() => _closed = true;

    /// <summary>Ends the connection at once. What is pending on it fails.</summary>
    public void Abort()
    {
        _closed = true;
        if (Interlocked.Exchange(ref _aborted, 1) == 0)
            _abort();
    }

    /// <summary>When nobody waits for the turn any more.</summary>
    public void Dispose() => _turn.Dispose();

    private async ValueTask SendFrameAsync(ReadOnlyMemory<byte> frame, bool isClose)
    {
        await EnterAsync();
        try
        {
            await (isClose ? WriteCloseAsync_NeedsTurn(frame) : WriteAsync_NeedsTurn(frame));
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Nothing may follow what did not go out.</summary>
    private async ValueTask WriteIfConfirmedAsync(LeaseFence fence, ReadOnlyMemory<byte> bytes)
    {
        if (await fence.ConfirmAsync())
            await WriteNowAsync(bytes);
        else
            _closed = true;
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => Fence is { InDoubt: true } fence ? WriteIfConfirmedAsync(fence, bytes) : WriteNowAsync(bytes);

    private ValueTask WriteNowAsync(ReadOnlyMemory<byte> bytes)
    {
        var write = _stream.WriteAsync(bytes, CancellationToken.None);
        return write.IsCompletedSuccessfully && !_flushes ? write : AwaitAsync(write);
    }

    private async ValueTask AwaitAsync(ValueTask write)
    {
        _writing = true;
        try
        {
            await write;
            if (_flushes)
                await _stream.FlushAsync(CancellationToken.None);
        }
        finally
        {
            _writing = false;
        }
    }
}
