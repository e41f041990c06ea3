namespace Gateway.Policies.Admission;

/// <summary>
/// The moments of the requests that still count towards a minute, oldest first: a sliding log, so that no stretch of
/// that length ever holds more than the figure. A ring that grows as needed. Times are ticks of one monotonic
/// clock. Not thread-safe.
/// </summary>
internal sealed class MinuteLog
{
    private const int FirstCapacity = 4;

    /// <summary>
    /// What a limit that only counts remembers at least. Work that is taken back must not make room that was never there
    /// when the limit begins to refuse again.
    /// </summary>
    private const int RememberedBeyondFigure = 4096;

    private long[] _moments = [];
    private int _oldest;

    /// <summary>Requests in it; call <see cref="Forget"/> first.</summary>
    public int Count { get; private set; }

    /// <summary>The latest moment; only when there is one.</summary>
    public long Newest => this[Count - 1];

    private long this[int index] => _moments[(_oldest + index) % _moments.Length];

    /// <summary>Drops what no longer counts: everything at or before a moment.</summary>
    public void Forget(long upTo)
    {
        while (Count > 0 && _moments[_oldest] <= upTo)
            DropOldest();
    }

    /// <summary>Notes a request.</summary>
    /// <param name="now">Not before <see cref="Newest"/>.</param>
    /// <param name="figure">The limit. Only one that merely counts goes beyond it; what it remembers is bounded, too.</param>
    public void Add(long now, int figure)
    {
        if (Count == _moments.Length)
            Grow();
        _moments[(_oldest + Count) % _moments.Length] = now;
        Count++;
        while (Count > Math.Max(figure, RememberedBeyondFigure))
            DropOldest();
    }

    /// <summary>Takes one request of a moment back; does nothing when it counts no more.</summary>
    public void Remove(long moment)
    {
        var index = Count - 1;
        while (index >= 0 && this[index] > moment)
            index--;
        if (index < 0 || this[index] != moment)
            return;
        for (; index < Count - 1; index++)
            _moments[(_oldest + index) % _moments.Length] = this[index + 1];
        Count--;
    }

    /// <summary>The moment whose end of counting makes room for one more under a figure that is reached.</summary>
    /// <param name="figure">From 1 to <see cref="Count"/>.</param>
    public long Blocking(int figure) => this[Count - figure];

    private void DropOldest()
    {
        _oldest = (_oldest + 1) % _moments.Length;
        Count--;
    }

    private void Grow()
    {
        var grown = new long[Math.Max(FirstCapacity, Count * 2)];
        for (var i = 0; i < Count; i++)
            grown[i] = this[i];
        _moments = grown;
        _oldest = 0;
    }
}
