using Waves.Simulator.Books;

namespace Waves.Simulator.Limits;

/// <summary>
/// Counts one group and refuses what its plan does not allow. Counting goes on when nothing is limited, so that a
/// caller's own limits can be judged from here. Thread-safe.
/// </summary>
/// <remarks>The minute is any trailing 60 s (contract 6.2). Only admitted requests fill the window; the highest figure
/// kept for the books counts every arrival.</remarks>
internal sealed class GroupGate(LimitGroup group, TimeProvider time, Action left)
{
    /// <summary>Arrivals remembered for one window. Beyond it the books' minute figure stops growing.</summary>
    public const int MaxWindowEntries = 1_000_000;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Queue<long> _arrivals = new();
    private readonly Queue<long> _admitted = new();
    private readonly long[] _refusals = new long[Enum.GetValues<RefusalReason>().Length];
    private long _total;
    private int _current;
    private int _peak;
    private int _peakPerMinute;

    public int Current
    {
        get
        {
            lock (_lock)
                return _current;
        }
    }

    public GateDecision Enter(GroupLimit limit)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            CountArrival_NeedsLock(now);

            if (!limit.Allowed)
                return Refuse_NeedsLock(RefusalReason.Forbidden, TimeSpan.Zero);

            Forget(_admitted, now);
            if (_admitted.Count >= limit.RequestsPerMinute)
                return Refuse_NeedsLock(RefusalReason.RateLimit, RetryAfter_NeedsLock(limit.RequestsPerMinute.Value, now));

            if (_current >= limit.Concurrent)
                return Refuse_NeedsLock(RefusalReason.Concurrency, TimeSpan.Zero);

            if (_admitted.Count < MaxWindowEntries)
                _admitted.Enqueue(now);
            _current++;
            _peak = Math.Max(_peak, _current);
            return new GateDecision(RefusalReason.None, TimeSpan.Zero, new Slot(this));
        }
    }

    public void Leave()
    {
        lock (_lock)
            _current--;
        left();
    }

    public GroupFigures Read()
    {
        lock (_lock)
        {
            return new GroupFigures
            {
                Group = group,
                Current = _current,
                Peak = _peak,
                Arrivals = _total,
                PeakPerMinute = _peakPerMinute,
                RefusedByRate = _refusals[(int)RefusalReason.RateLimit],
                RefusedByConcurrency = _refusals[(int)RefusalReason.Concurrency],
                RefusedByPlan = _refusals[(int)RefusalReason.Forbidden],
            };
        }
    }

    /// <summary>Forgets windows, peaks and refusals; what runs keeps running.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _arrivals.Clear();
            _admitted.Clear();
            Array.Clear(_refusals);
            _total = 0;
            _peakPerMinute = 0;
            _peak = _current;
        }
    }

    private void CountArrival_NeedsLock(long now)
    {
        _total++;
        Forget(_arrivals, now);
        if (_arrivals.Count < MaxWindowEntries)
            _arrivals.Enqueue(now);
        _peakPerMinute = Math.Max(_peakPerMinute, _arrivals.Count);
    }

    private GateDecision Refuse_NeedsLock(RefusalReason reason, TimeSpan retryAfter)
    {
        _refusals[(int)reason]++;
        return new GateDecision(reason, retryAfter, null);
    }

    private TimeSpan RetryAfter_NeedsLock(int limit, long now)
    {
        // After a limit was lowered the window may hold more than the limit: the one that makes room is further back.
        if (limit == 0)
            return Window;
        var makesRoom = _admitted.ElementAt(_admitted.Count - limit);
        return Window - time.GetElapsedTime(makesRoom, now);
    }

    private void Forget(Queue<long> window, long now)
    {
        while (window.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= Window)
            window.Dequeue();
    }
}
