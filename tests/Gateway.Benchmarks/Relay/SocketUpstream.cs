using System.Net.Sockets;
using System.Text;
using Gateway.Benchmarks.Comparison;
using Gateway.Relay.Dialling;
using Gateway.Relay.Framing;

namespace Gateway.Benchmarks.Relay;

/// <summary>Agrees to every handshake and speaks on all its sockets at the pace of a load.</summary>
internal sealed class SocketUpstream : IDisposable
{
    private readonly Socket _listener = Sockets.Listen();
    private readonly List<Socket> _sockets = [];
    private readonly LatencyLog _log;
    private readonly TimeProvider _time;

    public SocketUpstream(LatencyLog log, TimeProvider time)
    {
        _log = log;
        _time = time;
        Accepting = AcceptAsync();
    }

    public int Port => Sockets.PortOf(_listener);

    public Task Accepting { get; }

    public int Count
    {
        get
        {
            lock (_sockets)
                return _sockets.Count;
        }
    }

    /// <summary>The sockets accepted since the last call; later ones belong to somebody else.</summary>
    public IReadOnlyList<Socket> Take()
    {
        lock (_sockets)
        {
            Socket[] taken = [.. _sockets];
            _sockets.Clear();
            return taken;
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The comparison is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        var head = await HttpHead.ReadAsync(socket);
        if (head is null)
            return;
        var key = HttpHead.Value(head, "Sec-WebSocket-Key");
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {WebSocketKey.AcceptOf(key)}\r\n\r\n"));
        lock (_sockets)
            _sockets.Add(socket);
        await new SocketReceiver(socket, FrameSender.Client, _log, _time).RunAsync();
    }
}
