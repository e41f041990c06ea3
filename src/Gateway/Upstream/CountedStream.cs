using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Gateway.Upstream;

/// <summary>A connection that counts as open until it is disposed. Owns its socket.</summary>
internal sealed class CountedStream : NetworkStream
{
    private StrongBox<long>? _open;

    public CountedStream(Socket socket, StrongBox<long> open)
        : base(socket, ownsSocket: true)
    {
        _open = open;
        Interlocked.Increment(ref open.Value);
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _open, null) is { } open)
            Interlocked.Decrement(ref open.Value);
        base.Dispose(disposing);
    }
}
