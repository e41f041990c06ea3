namespace Gateway.Admission.Redis;

/// <summary>A request that still counts in some minute, whether its work has ended or not.</summary>
/// <param name="id">Id of the work in the books.</param>
/// <param name="levels">The levels that count it, in the books' spelling.</param>
/// <param name="at">From when on it counts, in the clock's timestamps.</param>
/// <param name="untold">The books were never told of it.</param>
internal sealed class PastRequest(string id, string levels, long at, bool untold)
{
    private volatile bool _untold = untold;
    private long _at = at;

    public string Id => id;

    public string Levels => levels;

    public long At => Volatile.Read(ref _at);

    /// <summary>The books were never told of it: it was let in while they did not answer.</summary>
    public bool IsUntold => _untold;

    /// <summary>Whether a level, in the books' spelling, counts it.</summary>
    public bool CountsIn(string level) => levels.Split(BookWords.Record).Contains(level);

    /// <summary>It counts from a later moment on.</summary>
    public void CountFrom(long moment) => Volatile.Write(ref _at, moment);

    /// <summary>The books count it.</summary>
    public void Told() => _untold = false;
}
