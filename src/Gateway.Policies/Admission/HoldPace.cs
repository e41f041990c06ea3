namespace Gateway.Policies.Admission;

/// <summary>
/// How long work usually holds a unit of one limit: what there is to go by when somebody asks when one comes free. Times
/// are ticks of the book's clock. Mutable; not thread-safe.
/// </summary>
internal struct HoldPace
{
    /// <summary>Until something is known: 1 s.</summary>
    private const long Unknown = TimeSpan.TicksPerSecond;

    /// <summary>No guess goes beyond: an hour too long costs a caller more than one more try.</summary>
    private const long Longest = 10 * TimeSpan.TicksPerMinute;

    /// <summary>Weight of the latest hold in the running mean.</summary>
    private const int Memory = 8;

    private long _lastTaken;
    private long _mean;
    private bool _isKnown;

    /// <summary>Work begins.</summary>
    public void Taken(long now) => _lastTaken = now;

    /// <summary>Work ends after it has held the unit for so long.</summary>
    public void Given(long held)
    {
        _mean = _isKnown ? _mean + ((held - _mean) / Memory) : held;
        _isKnown = true;
    }

    /// <summary>
    /// Until when all who hold the unit now will have ended, and those who wait before the asker will have begun: late
    /// rather than early, since the answer is told to a caller. What has lasted for long will last: sessions that have not
    /// ended yet tell of nothing but their age.
    /// </summary>
    /// <param name="now">The moment.</param>
    /// <param name="waiting">How many wait before the asker.</param>
    /// <param name="cap">How many units there are; more than 0.</param>
    public readonly long Guess(long now, int waiting, int cap)
    {
        var hold = Math.Max(_isKnown ? _mean : Unknown, now - _lastTaken);
        return Math.Clamp(hold + (hold * waiting / cap), 1, Longest);
    }
}
