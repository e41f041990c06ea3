using System.Collections.Concurrent;
using Waves.Simulator.Limits;

namespace Gateway.Benchmarks.Admission;

/// <summary>Twelve talkers, each speaking an eighth of the time, on three TTS units: against a queue without a gateway.</summary>
internal static class TalkersProof
{
    private const int Units = 3;
    private const int Talkers = 12;
    private const double Duty = 0.12;

    public static async IAsyncEnumerable<ProofLine> RunAsync(TimeSpan duration)
    {
        var service = TimeSpan.FromMilliseconds(800);
        await using var site = await ProofSite.StartAsync(Units, null, service, groups: ["tts"]);
        var heard = new ConcurrentBag<(TimeSpan Sent, TimeSpan Took)>();
        var talkers = await Task.WhenAll(Enumerable.Range(0, Talkers).Select(talker => Talker.ConnectAsync(site, talker)));
        // The first utterances load code; they are not what is measured.
        for (var times = 0; times < 3; times++)
            await Task.WhenAll(talkers.Select(talker => talker.SayAsync()));
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(talkers.Select((talker, seed) => TalkAsync(talker, seed, service, duration, began, heard)));

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

    private static async Task TalkAsync(Talker talker, int seed, TimeSpan service, TimeSpan duration, long began, ConcurrentBag<(TimeSpan, TimeSpan)> heard)
    {
        var random = new Random(seed);
        var quiet = service * ((1 / Duty) - 1);
        while (TimeProvider.System.GetElapsedTime(began) < duration)
        {
            await Task.Delay(quiet * -Math.Log(1 - random.NextDouble()), TimeProvider.System);
            var sent = TimeProvider.System.GetElapsedTime(began);
            var complete = await talker.SayAsync();
            heard.Add((sent, complete ? TimeProvider.System.GetElapsedTime(began) - sent : TimeSpan.Zero));
        }
        await talker.LeaveAsync();
    }

    /// <summary>
    /// What the same arrivals would have waited for the first of the units to come free, and what they did wait: the time
    /// to <c>complete</c> beyond that of an utterance that need not wait. Means, not less than nothing for none: what one
    /// takes a little longer than usual another takes less.
    /// </summary>
    private static (TimeSpan Served, TimeSpan Waited, TimeSpan Ideal) Compare(List<(TimeSpan Sent, TimeSpan Took)> utterances)
    {
        var served = utterances.Min(utterance => utterance.Took);
        var ideal = new List<TimeSpan>();
        for (var round = 0; round < 3; round++)
        {
            ideal = IdealWaits(utterances.ConvertAll(utterance => utterance.Sent), served);
            served = TimeSpan.FromMilliseconds(utterances.Where((_, i) => ideal[i] == TimeSpan.Zero).Average(utterance => utterance.Took.TotalMilliseconds));
        }
        var waited = utterances.Average(utterance => utterance.Took.TotalMilliseconds) - served.TotalMilliseconds;
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
