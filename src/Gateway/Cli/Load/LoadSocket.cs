using System.Net.WebSockets;
using System.Text;

namespace Gateway.Cli.Load;

/// <summary>A caller's end of a socket. Not thread-safe.</summary>
internal sealed class LoadSocket(ClientWebSocket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Sends a text frame.</summary>
    public Task SendAsync(string frame, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <summary>Sends audio.</summary>
    public Task SendAsync(byte[] audio, CancellationToken cancellationToken) =>
        socket.SendAsync(audio, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    /// <summary>Reads on until a message has a text in it.</summary>
    /// <returns>Whether one came before the end.</returns>
    public async Task<bool> ReadUntilAsync(string text, CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is { } message)
        {
            if (message.Contains(text, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>Says goodbye and hears the other out.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }

    /// <summary>Leaves without a word.</summary>
    public void Vanish() => socket.Abort();

    public void Dispose() => socket.Dispose();

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var message = new StringBuilder();
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer, cancellationToken);
            if (part.MessageType is WebSocketMessageType.Close)
                return null;
            message.Append(Encoding.UTF8.GetString(_buffer, 0, part.Count));
            if (part.EndOfMessage)
                return message.ToString();
        }
    }
}
