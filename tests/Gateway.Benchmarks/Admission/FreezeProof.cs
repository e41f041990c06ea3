using System.Net.WebSockets;
using Waves.Simulator.Books;

namespace Gateway.Benchmarks.Admission;

/// <summary>A replica stands still for a minute, with a session whose slot is sold meanwhile.</summary>
internal static class FreezeProof
{
    private const string Path = "/waves/v1/stt/live";

    public static async IAsyncEnumerable<ProofLine> RunAsync(TimeSpan frozen)
    {
        await using var site = await ProofSite.StartAsync(1, null, TimeSpan.Zero, groups: ["stt-live"]);
        // The first sockets load code; they are not what is measured.
        for (var replica = 0; replica < site.Replicas.Count; replica++)
        {
            using var early = await ConnectAsync(site, replica);
            await early.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
            await site.Upstream.Books.WaitForIdleAsync();
        }
        site.Upstream.Books.Clear();
        using var first = await ConnectAsync(site, 0);
        using var end = new CancellationTokenSource();
        var talking = TalkAsync(first, end.Token);
        var session = await SessionAsync(site, 0, messages: 20);

        site.Replicas[0].Freeze();
        var began = TimeProvider.System.GetTimestamp();
        using var second = await ConnectAsync(site, 1);
        var sold = TimeProvider.System.GetElapsedTime(began);
        // Who does not read answers no ping, and would be taken for gone.
        var buyer = CloseOfAsync(second);
        await SessionAsync(site, 1, messages: 0);
        await Task.Delay(frozen - sold, TimeProvider.System);
        var before = session.FromClient.Bytes;

        site.Replicas[0].Thaw();
        var thawed = TimeProvider.System.GetTimestamp();
        var close = await CloseOfAsync(first);
        var told = TimeProvider.System.GetElapsedTime(thawed);
        await end.CancelAsync();
        await talking;
        await ProofSite.UntilAsync(() => session.ClosedAt is not null, "the upstream's side of the session is closed");

        yield return new("SIGSTOP of a replica with a session: its slot is another's within", "<= 15 s", $"{sold.TotalSeconds:F1} s", sold <= TimeSpan.FromSeconds(15));
        yield return new($"SIGCONT after {frozen.TotalSeconds:F0} s: bytes upstream after the slot was sold", "0", $"{session.FromClient.Bytes - before}", session.FromClient.Bytes == before);
        yield return new("SIGCONT: the session's client is told 1008 within", "<= 1 s", $"{close} after {told.TotalMilliseconds:F0} ms", close == 1008 && told < TimeSpan.FromSeconds(1));
        yield return new("SIGCONT: the buyer's session goes on", "open", buyer.IsCompleted ? "ended" : "open", !buyer.IsCompleted);
    }

    private static async Task<ClientWebSocket> ConnectAsync(ProofSite site, int replica)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {site.Keys["one"]}");
        socket.Options.SetRequestHeader("X-Gateway-Max-Wait", "60");
        var address = new UriBuilder(site.Replicas[replica].Address) { Scheme = "ws", Path = Path, Query = "model=pulse&language=en" };
        await socket.ConnectAsync(address.Uri, CancellationToken.None);
        return socket;
    }

    /// <summary>Speaks without pause, whether anybody listens or not.</summary>
    private static async Task TalkAsync(ClientWebSocket socket, CancellationToken end)
    {
        var audio = new byte[640];
        try
        {
            while (!end.IsCancellationRequested)
            {
                await socket.SendAsync(audio, WebSocketMessageType.Binary, true, end);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, end);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // It was ended, as it should be.
        }
    }

    private static async Task<SocketRecord> SessionAsync(ProofSite site, int place, int messages)
    {
        SocketRecord? found = null;
        await ProofSite.UntilAsync(
            () => (found = site.Upstream.Books.For("S2").OrderBy(request => request.ArrivedAt).ElementAtOrDefault(place)?.Socket)?.FromClient.Messages >= messages,
            $"session {place} has sent {messages} messages");
        return found!;
    }

    private static async Task<int> CloseOfAsync(ClientWebSocket socket)
    {
        var scrap = new byte[64 * 1024];
        try
        {
            while ((await socket.ReceiveAsync(scrap, CancellationToken.None)).MessageType is not WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            return 1006;
        }
        return (int)socket.CloseStatus!;
    }
}
