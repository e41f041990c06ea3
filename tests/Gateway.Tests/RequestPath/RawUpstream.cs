using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Gateway.RequestPath;

/// <summary>
/// An upstream whose every byte and every pause a test decides: it hands out the connections that the gateway opens, in
/// order. Shows what really stands on the wire, and can break an answer in any place.
/// </summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Task _accepting;
    private readonly Channel<RawExchange> _accepted = Channel.CreateBounded<RawExchange>(1024);
    private readonly ConcurrentBag<RawExchange> _all = [];

    public RawUpstream()
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");
        _accepting = AcceptAllAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Connections it has seen.</summary>
    public int Connections => _all.Count;

    /// <summary>The next connection, its request head read.</summary>
    public async Task<RawExchange> NextAsync()
    {
        var exchange = await NextConnectionAsync();
        await exchange.ReadHeadAsync();
        return exchange;
    }

    /// <summary>The next connection; nothing of it has been read.</summary>
    public async Task<RawExchange> NextConnectionAsync() => await _accepted.Reader.ReadAsync(Patience.Token);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var exchange in _all)
            exchange.Dispose();
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true)
            {
                var exchange = new RawExchange(await _listener.AcceptAsync());
                _all.Add(exchange);
                await _accepted.Writer.WriteAsync(exchange);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _accepted.Writer.TryComplete();
        }
    }
}
