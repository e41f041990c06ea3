using System.Net.Sockets;
using System.Text;

namespace Gateway.RequestPath;

/// <summary>One connection of the gateway to a <see cref="RawUpstream"/>, driven step by step by a test.</summary>
internal sealed class RawExchange(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    /// <summary>The request's head; its body too once <see cref="ReadBodyAsync"/> was called.</summary>
    public RawMessage Request { get; private set; } = null!;

    /// <summary>The bytes behind the head.</summary>
    public Stream Stream => _stream;

    /// <summary>Reads the head of the next request on this connection.</summary>
    public async Task ReadHeadAsync() => Request = await RawMessage.ReadHeadAsync(_stream);

    /// <summary>Reads the body that the head announces.</summary>
    public async Task<RawMessage> ReadBodyAsync() => Request = await RawMessage.ReadBodyOfAsync(_stream, Request, isResponse: false);

    /// <summary>Sends text, one byte a character.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, Patience.Token);

    /// <summary>Sends one chunk of a chunked answer.</summary>
    public Task SendChunkAsync(string text) => SendAsync($"{Encoding.Latin1.GetByteCount(text):x}\r\n{text}\r\n");

    /// <summary>Answers with a whole JSON body and ends the connection.</summary>
    public async Task AnswerAsync(int status, string body, string headers = "")
    {
        await SendAsync($"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {Encoding.Latin1.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}");
        Finish();
    }

    /// <summary>Waits until the gateway ends or cuts the connection; what it still sends is dropped.</summary>
    public async Task WaitForEndAsync()
    {
        var scrap = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(scrap, Patience.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
    }

    /// <summary>Ends our direction.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Cuts the connection with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        _stream.Dispose();
    }

    public void Dispose() => _stream.Dispose();
}
