using Waves.Simulator.Pacing;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Faults;

/// <summary>The response body of one call: counts what passes and plays the faults that act on bytes.</summary>
internal sealed class ShapedBody(Stream inner, Call call, FaultPlayer player, TimeProvider time) : Stream
{
    private long _written;

    /// <summary>The fault to play; set before the first byte.</summary>
    public Fault? Fault { get; set; }

    /// <summary>Whether the client had left when the last bytes were written.</summary>
    public bool CutShort { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Fault is null)
        {
            await PassAsync(buffer, cancellationToken);
            return;
        }

        if (Fault.Kind == FaultKind.SlowBody)
        {
            while (!buffer.IsEmpty)
            {
                var piece = buffer[..Math.Min(buffer.Length, Fault.ChunkBytes)];
                buffer = buffer[piece.Length..];
                await PassAsync(piece, cancellationToken);
                await inner.FlushAsync(cancellationToken);
                await Pause.ForAsync(Fault.Interval, time, cancellationToken);
            }

            return;
        }

        var allowed = (int)Math.Min(buffer.Length, Fault.AfterBytes - _written);
        await PassAsync(buffer[..allowed], cancellationToken);
        if (_written < Fault.AfterBytes)
            return;
        await inner.FlushAsync(cancellationToken);
        await BreakAsync(Fault.Kind);
    }

    public override void Flush() => throw new NotSupportedException("Only asynchronous writes.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous writes.");

    private async ValueTask PassAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // The server swallows what is written to a client that has left; a handler should stop instead.
        call.Gone.ThrowIfCancellationRequested();
        await inner.WriteAsync(bytes, cancellationToken);
        _written += bytes.Length;
        CutShort = call.Gone.IsCancellationRequested;
        call.Record.ResponseBytes = _written;
        call.Changed();
    }

    private async Task BreakAsync(FaultKind kind)
    {
        switch (kind)
        {
            case FaultKind.ResetMidBody:
                FaultPlayer.Reset(call.Context);
                break;
            case FaultKind.FinMidBody:
                await player.FinishAsync(call);
                break;
            default:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, call.Gone);
                break;
        }

        throw new FaultPlayedException();
    }
}
