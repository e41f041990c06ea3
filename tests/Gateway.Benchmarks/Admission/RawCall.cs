using System.Net.Sockets;

namespace Gateway.Benchmarks.Admission;

/// <summary>A piece of work on a connection of its own, which may be ended in every way there is.</summary>
internal sealed class RawCall : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];

    public static async Task<RawCall> BeginAsync(WorkKind kind, Uri gateway, string key)
    {
        var call = new RawCall();
        await call._socket.ConnectAsync(gateway.Host, gateway.Port);
        await call._socket.SendAsync(kind.Request(key));
        return call;
    }

    /// <summary>Waits until a socket is open and begins the work on it.</summary>
    public async Task OpenAsync(WorkKind kind)
    {
        await ReadSomeAsync();
        await SendAsync(kind.FirstFrame());
    }

    public async Task SendAsync(byte[] bytes) => await _socket.SendAsync(bytes);

    /// <returns>0 at the end, however it came.</returns>
    public async Task<int> ReadSomeAsync()
    {
        try
        {
            return await _socket.ReceiveAsync(_buffer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>Says that nothing more comes from here, and reads on.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Cuts the connection.</summary>
    public void Reset()
    {
        _socket.LingerState = new(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();
}
