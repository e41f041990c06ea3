using System.IO.Pipelines;
using System.Net.Sockets;

namespace Waves.Simulator.Hosting;

/// <summary>
/// Writes a connection's output straight to its socket: when a flush ends, the kernel has the bytes. That is what lets
/// a fault cut a response at an exact byte.
/// </summary>
internal sealed class SocketPipeWriter(Socket socket) : PipeWriter
{
    private readonly PipeWriter _inner = Create(new NetworkStream(socket, ownsSocket: false));

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _inner.UnflushedBytes;

    public override void Advance(int bytes) => _inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => _inner.CancelPendingFlush();

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _inner.FlushAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            // The server expects a dead peer to show as a completed reader, not as an exception.
            return new FlushResult(isCanceled: false, isCompleted: true);
        }
    }

    public override void Complete(Exception? exception = null)
    {
        // Bytes left behind belong to an aborted response, and the inner writer would send them now.
        _inner.Complete(exception ?? new OperationCanceledException("The connection has ended."));
    }
}
