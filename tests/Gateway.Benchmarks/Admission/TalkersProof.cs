using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Waves.Simulator.Limits;

namespace Gateway.Benchmarks.Admission;

/// <summary>Twelve talkers, each speaking an eighth of the time, on three TTS units: against a queue without a gateway.</summary>
internal static class TalkersProof
{
    private const int Units = 3;
    private const int Talkers = 12;
    private const double Duty = 0.12;

    private static readonly byte[] Utterance = Encoding.UTF8.GetBytes("""{"voice_id":"magnus","text":"Of course.","sample_rate":8000,"complete_backoff_ms":0}""");

    public static async IAsyncEnumerable<ProofLine> RunAsync(TimeSpan duration)
    {
        var service = TimeSpan.FromMilliseconds(800);
        await using var site = await ProofSite.StartAsync(Units, null, service, groups: ["tts"]);
        var heard = new ConcurrentBag<(TimeSpan Sent, TimeSpan Took)>();
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Talkers).Select(talker => TalkAsync(site, talker, service, duration, began, heard)));

        var utterances = heard.OrderBy(utterance => utterance.Sent).ToList();
        var (served, waited, ideal) = Compare(utterances);
        var figures = site.Upstream.Books.Group(LimitGroup.Tts);
        var refused = figures.Refused;
        var name = $"{Talkers} talkers at {Duty:P0} on {Units} TTS units, {utterances.Count} utterances of {served.TotalMilliseconds:F0} ms";
        yield return new($"{name}: peak upstream; refused upstream", $"<= {Units}; 0", $"{figures.Peak}; {refused}", figures.Peak <= Units && refused == 0);
        yield return new($"{name}: served", "all", $"{utterances.Count(u => u.Took > TimeSpan.Zero)}", utterances.TrueForAll(u => u.Took > TimeSpan.Zero));
        yield return new(
            $"{name}: mean wait, against an ideal queue with {Units} servers and the same arrivals",
            "within 15 %",
            $"{waited.TotalMilliseconds:F1} ms against {ideal.TotalMilliseconds:F1} ms ({(waited / ideal) - 1:+0.0%;-0.0%})",
            Math.Abs((waited / ideal) - 1) <= 0.15);
    }

    private static async Task TalkAsync(ProofSite site, int talker, TimeSpan service, TimeSpan duration, long began, ConcurrentBag<(TimeSpan, TimeSpan)> heard)
    {
        var random = new Random(talker);
        var quiet = service * ((1 / Duty) - 1);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {site.Keys["one"]}");
        socket.Options.SetRequestHeader("X-Gateway-Max-Wait", "60");
        var address = new UriBuilder(site.Replicas[talker % site.Replicas.Count].Address) { Scheme = "ws", Path = "/waves/v1/tts/live" };
        await socket.ConnectAsync(address.Uri, CancellationToken.None);
        // Who does not read answers no ping, and would be taken for gone in a long silence: it reads all the time.
        var completes = Channel.CreateUnbounded<bool>();
        var hearing = HearAsync(socket, completes.Writer);
        while (TimeProvider.System.GetElapsedTime(began) < duration)
        {
            await Task.Delay(quiet * -Math.Log(1 - random.NextDouble()), TimeProvider.System);
            var sent = TimeProvider.System.GetElapsedTime(began);
            await socket.SendAsync(Utterance, WebSocketMessageType.Text, true, CancellationToken.None);
            var complete = await completes.Reader.ReadAsync();
            heard.Add((sent, complete ? TimeProvider.System.GetElapsedTime(began) - sent : TimeSpan.Zero));
        }
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        await hearing;
    }

    /// <summary>Tells of each utterance whether it was spoken to its end.</summary>
    private static async Task HearAsync(ClientWebSocket socket, ChannelWriter<bool> completes)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType is WebSocketMessageType.Close)
                break;
            if (buffer.AsSpan(0, length).IndexOf("\"complete\""u8) >= 0)
                completes.TryWrite(true);
            else if (buffer.AsSpan(0, length).IndexOf("\"error\""u8) >= 0)
                completes.TryWrite(false);
        }
        completes.TryComplete();
    }

    /// <summary>
    /// What the same arrivals would have waited for the first of the units to come free, and what they did wait: the time
    /// to <c>complete</c> without that of an utterance that need not wait.
    /// </summary>
    private static (TimeSpan Served, TimeSpan Waited, TimeSpan Ideal) Compare(List<(TimeSpan Sent, TimeSpan Took)> utterances)
    {
        var served = utterances.Min(utterance => utterance.Took);
        var ideal = new List<TimeSpan>();
        for (var round = 0; round < 3; round++)
        {
            ideal = IdealWaits(utterances.ConvertAll(utterance => utterance.Sent), served);
            var unhindered = utterances.Where((_, i) => ideal[i] == TimeSpan.Zero).Select(utterance => utterance.Took).Order().ToList();
            served = unhindered[unhindered.Count / 2];
        }
        var waited = utterances.Average(utterance => Math.Max(0, (utterance.Took - served).TotalMilliseconds));
        return (served, TimeSpan.FromMilliseconds(waited), TimeSpan.FromMilliseconds(ideal.Average(wait => wait.TotalMilliseconds)));
    }

    private static List<TimeSpan> IdealWaits(List<TimeSpan> arrivals, TimeSpan service)
    {
        var free = new PriorityQueue<TimeSpan, TimeSpan>(Enumerable.Repeat((TimeSpan.Zero, TimeSpan.Zero), Units));
        return arrivals.ConvertAll(arrival =>
        {
            var server = free.Dequeue();
            var start = server > arrival ? server : arrival;
            free.Enqueue(start + service, start + service);
            return start - arrival;
        });
    }
}
