using Waves.Simulator.Books;

namespace Gateway.Benchmarks.Admission;

/// <summary>Reads the upstream's books.</summary>
internal static class UpstreamLedger
{
    /// <summary>The part of the slots that was in use between the first arrival and the last moment that somebody waited.</summary>
    /// <param name="requests">What the upstream saw.</param>
    /// <param name="slots">The cap.</param>
    /// <param name="tail">Time at the end in which the queue was empty already.</param>
    public static double Utilization(IReadOnlyCollection<RequestRecord> requests, int slots, TimeSpan tail)
    {
        var began = requests.Min(request => request.ArrivedAt);
        var ended = requests.Max(request => request.EndedAt ?? request.ArrivedAt) - tail;
        var busy = requests.Sum(request => Math.Max(0, (Earlier(request.EndedAt ?? ended, ended) - request.ArrivedAt).TotalSeconds));
        return busy / (slots * (ended - began).TotalSeconds);
    }

    /// <summary>Most arrivals in any stretch of a length.</summary>
    public static int Densest(IEnumerable<RequestRecord> requests, TimeSpan length)
    {
        var arrivals = requests.Select(request => request.ArrivedAt).Order().ToList();
        var (most, first) = (0, 0);
        for (var last = 0; last < arrivals.Count; last++)
        {
            while (arrivals[last] - arrivals[first] >= length)
                first++;
            most = Math.Max(most, last - first + 1);
        }
        return most;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
