using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gateway.RequestPath;

/// <summary>A TCP connection that sends exactly the bytes it is given and reads HTTP/1.1 answers as they come.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private RawClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task<RawClient> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, Patience.Token);
        return new(socket);
    }

    /// <summary>Sends text, one byte a character.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, Patience.Token);

    /// <summary>Reads one answer: head, and the body that its framing announces.</summary>
    public Task<RawMessage> ReadAsync() => RawMessage.ReadAsync(_stream, isResponse: true);

    /// <summary>Reads the head of an answer; its body stays in <see cref="ReadSomeAsync"/>.</summary>
    public Task<RawMessage> ReadHeadAsync() => RawMessage.ReadHeadAsync(_stream);

    /// <summary>Reads the body behind a head.</summary>
    public Task<RawMessage> ReadBodyOfAsync(RawMessage head) => RawMessage.ReadBodyOfAsync(_stream, head, isResponse: true);

    /// <summary>Reads what is there, or waits for it.</summary>
    /// <returns>Empty at the end of the connection.</returns>
    /// <exception cref="IOException">The connection was reset.</exception>
    public async Task<string> ReadSomeAsync()
    {
        var buffer = new byte[16 * 1024];
        var count = await _stream.ReadAsync(buffer, Patience.Token);
        return Encoding.Latin1.GetString(buffer, 0, count);
    }

    /// <summary>Reads until the text has come.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        var gathered = new StringBuilder();
        while (!gathered.ToString().Contains(text, StringComparison.Ordinal))
        {
            var some = await ReadSomeAsync();
            Assert.True(some.Length > 0, string.Create(CultureInfo.InvariantCulture, $"The connection ended before '{text}': {gathered}"));
            gathered.Append(some);
        }
        return gathered.ToString();
    }

    /// <summary>Whether the other side has closed: no byte comes any more.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return (await ReadSomeAsync()).Length == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Ends our direction; the other stays open.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Cuts the connection with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }
}
