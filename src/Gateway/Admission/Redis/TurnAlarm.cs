namespace Gateway.Admission.Redis;

/// <summary>Rings when the books may give turns by time alone. Thread-safe.</summary>
internal sealed class TurnAlarm : IDisposable
{
    /// <summary>Books that ask to be looked at again sooner than this are looked at then.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action _ring;
    private readonly ITimer _timer;
    private long _at = long.MaxValue;

    /// <param name="time">The clock.</param>
    /// <param name="ring">Called then.</param>
    public TurnAlarm(TimeProvider time, Action ring)
    {
        (_time, _ring) = (time, ring);
        _timer = time.CreateTimer(static alarm => ((TurnAlarm)alarm!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets it, unless it rings sooner anyway.</summary>
    /// <param name="wait">From now; null: nothing waits for that.</param>
    public void Set(TimeSpan? wait)
    {
        if (wait is not { } due)
            return;
        due = due < Shortest ? Shortest : due;
        var at = _time.GetTimestamp() + (long)(due.TotalSeconds * _time.TimestampFrequency);
        lock (_gate)
        {
            if (at >= _at)
                return;
            _at = at;
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        lock (_gate)
            _at = long.MaxValue;
        _ring();
    }
}
