using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gateway.RequestPath;

/// <summary>The client's side of a socket: frames as clients write them, and a checksum of each direction.</summary>
internal sealed class ClientSocket(ClientWebSocket socket) : IDisposable
{
    private readonly IncrementalHash _sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[1024 * 1024];

    /// <summary>SHA-256 over the payloads sent, lower-case hex.</summary>
    public string SentSha256 => Convert.ToHexStringLower(_sent.GetCurrentHash());

    /// <summary>SHA-256 over the payloads received, lower-case hex.</summary>
    public string ReceivedSha256 => Convert.ToHexStringLower(_received.GetCurrentHash());

    /// <summary>The server's close code, once it has closed.</summary>
    public int? CloseCode => (int?)socket.CloseStatus;

    /// <summary>The server's close reason.</summary>
    public string? CloseReason => socket.CloseStatusDescription;

    /// <summary>Sends a text frame as it is.</summary>
    public Task SendAsync(string frame) => SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text);

    /// <summary>Sends a binary frame.</summary>
    public Task SendAsync(byte[] frame) => SendAsync(frame, WebSocketMessageType.Binary);

    /// <summary>The next message as JSON; null when the server has closed.</summary>
    public async Task<JsonElement?> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(length), Patience.Token);
            if (part.MessageType is WebSocketMessageType.Close)
                return null;
            length += part.Count;
            if (!part.EndOfMessage)
                continue;
            _received.AppendData(_buffer, 0, length);
            using var document = JsonDocument.Parse(_buffer.AsMemory(0, length));
            return document.RootElement.Clone();
        }
    }

    /// <summary>The messages up to the first that has a property with a value, that one included.</summary>
    public async Task<List<JsonElement>> ReceiveUntilAsync(string property, string value)
    {
        var frames = new List<JsonElement>();
        while (await ReceiveAsync() is { } frame)
        {
            frames.Add(frame);
            if (frame.TryGetProperty(property, out var found) && found.ToString().Equals(value, StringComparison.OrdinalIgnoreCase))
                return frames;
        }
        Assert.Fail($"Closed with {CloseCode} {CloseReason} before {property}={value}: {string.Join('\n', frames)}");
        return frames;
    }

    /// <summary>The messages up to the server's close.</summary>
    public async Task<List<JsonElement>> ReceiveAllAsync()
    {
        var frames = new List<JsonElement>();
        while (await ReceiveAsync() is { } frame)
            frames.Add(frame);
        return frames;
    }

    /// <summary>Closes and hears what still comes, up to the answer.</summary>
    public async Task CloseAsync(int code = 1000, string reason = "")
    {
        await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, Patience.Token);
        await ReceiveAllAsync();
    }

    /// <summary>Answers the server's close.</summary>
    public Task AnswerCloseAsync() => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Patience.Token);

    /// <summary>Vanishes without a close frame.</summary>
    public void Abort() => socket.Abort();

    public void Dispose()
    {
        socket.Dispose();
        _sent.Dispose();
        _received.Dispose();
    }

    private Task SendAsync(byte[] frame, WebSocketMessageType type)
    {
        _sent.AppendData(frame);
        return socket.SendAsync(frame, type, endOfMessage: true, Patience.Token);
    }
}
