using System.Collections.Concurrent;
using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>
/// Requests of this replica that still count in some limited minute: books that were lost get them back. Bounded by the
/// figures that admitted them. Thread-safe.
/// </summary>
internal sealed class PastRequests(TimeSpan window, TimeProvider time)
{
    private readonly ConcurrentQueue<(string Id, string Levels, long At)> _requests = new();

    /// <summary>Notes a request, if any of its minutes is limited.</summary>
    public void Add(AdmissionRequest request)
    {
        Forget();
        if (!request.Units.Takes(AdmissionUnits.Request))
            return;
        var limited = request.Levels.Where(level => level.Limits.RequestsPerMinute is not null).Select(level => BookWords.Level(level.Level, level.Id)).ToList();
        if (limited.Count > 0)
            _requests.Enqueue((request.Id, string.Join(BookWords.Record, limited), time.GetTimestamp()));
    }

    public IReadOnlyCollection<PastRequest> Snapshot()
    {
        Forget();
        return [.. _requests.Select(request => new PastRequest(request.Id, request.Levels, time.GetElapsedTime(request.At)))];
    }

    private void Forget()
    {
        while (_requests.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= window)
            _requests.TryDequeue(out _);
    }
}
