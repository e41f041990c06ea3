using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Benchmarks.Keys;

/// <summary>
/// Shows keys over one connection after another and times the answers. Each connection comes from another address of the
/// loopback network, because an address that guesses too often is slowed down. Not thread-safe.
/// </summary>
internal sealed class RefusedCaller(Uri gateway) : IDisposable
{
    /// <summary>Refusals of one address; the gateway lets 1,000 a minute through.</summary>
    private const int CallsPerAddress = 900;

    private readonly byte[] _answer = new byte[8192];
    private Socket? _socket;
    private int _calls;
    private int _addresses;

    /// <summary>Shows a key; gives what it took and the status.</summary>
    public (TimeSpan Took, string Status) Call(string key)
    {
        var request = Encoding.ASCII.GetBytes($"GET /waves/v1/voice-cloning HTTP/1.1\r\nHost: {gateway.Authority}\r\nAuthorization: Bearer {key}\r\n\r\n");
        var socket = Socket();
        var started = TimeProvider.System.GetTimestamp();
        socket.Send(request);
        var length = Receive(socket);
        return (TimeProvider.System.GetElapsedTime(started), Encoding.ASCII.GetString(_answer.AsSpan(0, length))[9..12]);
    }

    public void Dispose() => _socket?.Dispose();

    private Socket Socket()
    {
        if (_socket is not null && ++_calls < CallsPerAddress)
            return _socket;
        _socket?.Dispose();
        _calls = 0;
        _addresses++;
        _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Bind(new IPEndPoint(new IPAddress([127, 1, (byte)(_addresses / 250), (byte)(1 + (_addresses % 250))]), 0));
        _socket.Connect(IPAddress.Loopback, gateway.Port);
        return _socket;
    }

    /// <summary>Reads one answer: its head, and as much body as that says.</summary>
    private int Receive(Socket socket)
    {
        for (var got = 0; ;)
        {
            var read = socket.Receive(_answer.AsSpan(got));
            if (read == 0)
                throw new IOException("The gateway closed the connection.");
            got += read;
            var seen = _answer.AsSpan(0, got);
            if (seen.IndexOf("\r\n\r\n"u8) is >= 0 and var end && got >= end + 4 + BodyLength(seen[..end]))
                return got;
        }
    }

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        var text = Encoding.ASCII.GetString(head);
        var at = text.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        var end = text.IndexOf('\r', at);
        return int.Parse(text.AsSpan(at + 16, (end < 0 ? text.Length : end) - at - 16), System.Globalization.CultureInfo.InvariantCulture);
    }
}
