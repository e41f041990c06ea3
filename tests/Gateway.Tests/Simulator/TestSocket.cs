using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Gateway.Simulator;

/// <summary>The client side of a socket: JSON frames in and out, with patience of its own.</summary>
internal sealed class TestSocket(ClientWebSocket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[1024 * 1024];

    public int? CloseCode => (int?)socket.CloseStatus;

    public string? CloseReason => socket.CloseStatusDescription;

    public async Task SendAsync(object frame)
    {
        using var patience = new CancellationTokenSource(SimulatorClient.Patience);
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame), WebSocketMessageType.Text, true, patience.Token);
    }

    public async Task SendTextAsync(string text)
    {
        using var patience = new CancellationTokenSource(SimulatorClient.Patience);
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, patience.Token);
    }

    public async Task SendAsync(byte[] audio)
    {
        using var patience = new CancellationTokenSource(SimulatorClient.Patience);
        await socket.SendAsync(audio, WebSocketMessageType.Binary, true, patience.Token);
    }

    /// <summary>The next frame; <see langword="null"/> when the server closed.</summary>
    public async Task<JsonElement?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(SimulatorClient.Patience);
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(_buffer.AsMemory(length), patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            length += received.Count;
            if (!received.EndOfMessage)
                continue;
            using var document = JsonDocument.Parse(_buffer.AsMemory(0, length));
            return document.RootElement.Clone();
        }
    }

    /// <summary>The frames up to the first whose <paramref name="property"/> is <paramref name="value"/>, that one included.</summary>
    public async Task<List<JsonElement>> ReceiveUntilAsync(string property, string value)
    {
        var frames = new List<JsonElement>();
        while (await ReceiveAsync() is { } frame)
        {
            frames.Add(frame);
            if (frame.TryGetProperty(property, out var found) && found.ValueKind == JsonValueKind.String && found.GetString() == value)
                return frames;
        }

        throw new InvalidOperationException($"Closed with {CloseCode} before {property}={value}; saw {string.Join(' ', frames)}");
    }

    /// <summary>Closes and waits for the answer.</summary>
    public async Task CloseAsync(int code = 1000, string reason = "")
    {
        using var patience = new CancellationTokenSource(SimulatorClient.Patience);
        await socket.CloseAsync((WebSocketCloseStatus)code, reason, patience.Token);
    }

    /// <summary>Answers a close frame of the server.</summary>
    public async Task AnswerCloseAsync()
    {
        using var patience = new CancellationTokenSource(SimulatorClient.Patience);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token);
    }

    /// <summary>Vanishes without a close frame.</summary>
    public void Abort() => socket.Abort();

    public void Dispose() => socket.Dispose();
}
