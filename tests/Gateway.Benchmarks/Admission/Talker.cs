using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace Gateway.Benchmarks.Admission;

/// <summary>Somebody who speaks on a TTS socket now and then.</summary>
internal sealed class Talker
{
    private static readonly byte[] Utterance = Encoding.UTF8.GetBytes("""{"voice_id":"magnus","text":"Of course.","sample_rate":8000,"complete_backoff_ms":0}""");

    private readonly ClientWebSocket _socket;
    private readonly Channel<bool> _completes = Channel.CreateUnbounded<bool>();
    private readonly Task _hearing;

    private Talker(ClientWebSocket socket)
    {
        _socket = socket;
        // Who does not read answers no ping, and would be taken for gone in a long silence: it reads all the time.
        _hearing = HearAsync();
    }

    /// <param name="site">Whose gateways.</param>
    /// <param name="place">Chooses one of them.</param>
    public static async Task<Talker> ConnectAsync(ProofSite site, int place)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {site.Keys["one"]}");
        socket.Options.SetRequestHeader("X-Gateway-Max-Wait", "60");
        var address = new UriBuilder(site.Replicas[place % site.Replicas.Count].Address) { Scheme = "ws", Path = "/waves/v1/tts/live" };
        await socket.ConnectAsync(address.Uri, CancellationToken.None);
        return new(socket);
    }

    /// <summary>One utterance, to its end.</summary>
    /// <returns>Whether it was spoken.</returns>
    public async Task<bool> SayAsync()
    {
        await _socket.SendAsync(Utterance, WebSocketMessageType.Text, true, CancellationToken.None);
        return await _completes.Reader.ReadAsync();
    }

    public async Task LeaveAsync()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        await _hearing;
        _socket.Dispose();
    }

    private async Task HearAsync()
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType is WebSocketMessageType.Close)
                break;
            if (buffer.AsSpan(0, length).IndexOf("\"complete\""u8) >= 0)
                _completes.Writer.TryWrite(true);
            else if (buffer.AsSpan(0, length).IndexOf("\"error\""u8) >= 0)
                _completes.Writer.TryWrite(false);
        }
        _completes.Writer.TryComplete();
    }
}
