using System.Collections.Concurrent;
using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>
/// Requests of this replica that still count in some limited minute: books that were lost get them back. Bounded by the
/// figures that admitted them. Thread-safe.
/// </summary>
internal sealed class PastRequests(TimeSpan window, TimeProvider time)
{
    private readonly ConcurrentQueue<PastRequest> _requests = new();

    /// <summary>Notes a request, if any of its minutes is limited.</summary>
    public PastRequest? Add(AdmissionRequest request, bool untold)
    {
        Forget();
        if (!request.Units.Takes(AdmissionUnits.Request))
            return null;
        var limited = request.Levels.Where(level => level.Limits.RequestsPerMinute is not null).Select(level => BookWords.Level(level.Level, level.Id)).ToList();
        if (limited.Count == 0)
            return null;
        var past = new PastRequest(request.Id, string.Join(BookWords.Record, limited), time.GetTimestamp(), untold);
        _requests.Enqueue(past);
        return past;
    }

    /// <summary>Those that count now.</summary>
    public List<PastRequest> All()
    {
        Forget();
        return [.. _requests];
    }

    private void Forget()
    {
        while (_requests.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= window)
            _requests.TryDequeue(out _);
    }
}
