namespace Gateway.Admission.Redis;

/// <summary>
/// Finds out that an answer is overdue, in time as this process had it: the clock moves on only while the process runs, so
/// that a machine that is too busy to read an answer is not taken for a server that gives none. Stands still while
/// nothing is asked. Thread-safe; allocates nothing for a question.
/// </summary>
internal sealed class PatienceClock : IDisposable
{
    /// <summary>Ticks of a whole patience: few, because timers are late by a millisecond each time.</summary>
    private const int Patience = 4;

    private readonly int[] _open = new int[Patience * 2];
    private readonly Action _overdue;
    private readonly TimeSpan _tick;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private int _now;
    private int _questions;

    /// <param name="patience">How long an answer may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="overdue">Called when one takes longer.</param>
    public PatienceClock(TimeSpan patience, TimeProvider time, Action overdue)
    {
        _overdue = overdue;
        _tick = patience / Patience;
        _timer = time.CreateTimer(static clock => ((PatienceClock)clock!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A question is asked.</summary>
    /// <returns>What <see cref="End"/> wants back.</returns>
    public int Begin()
    {
        lock (_gate)
        {
            if (_questions++ == 0)
                _timer.Change(_tick, Timeout.InfiniteTimeSpan);
            _open[_now]++;
            return _now;
        }
    }

    /// <summary>It is answered, or nobody waits for that any more.</summary>
    public void End(int begun)
    {
        lock (_gate)
        {
            _questions--;
            _open[begun]--;
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>
    /// However late it comes, it is one tick: that is what makes the clock patient with its own process. Timers overtake
    /// other work, so it stands in line behind answers that lie here unread.
    /// </summary>
    private void OnTimer() => ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.Tick(), this, preferLocal: false);

    private void Tick()
    {
        bool overdue;
        lock (_gate)
        {
            if (_questions == 0)
                return;
            _now = (_now + 1) % _open.Length;
            overdue = _open[(_now + Patience) % _open.Length] > 0;
            _timer.Change(_tick, Timeout.InfiniteTimeSpan);
        }
        if (overdue)
            _overdue();
    }
}
