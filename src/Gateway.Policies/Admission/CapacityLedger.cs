using System.Runtime.InteropServices;

namespace Gateway.Policies.Admission;

/// <summary>
/// What is taken of every limit of an account. A piece of work passes all of its levels or takes nothing. Times are ticks
/// of the book's clock. Not thread-safe.
/// </summary>
/// <param name="window">How long a request counts, in ticks.</param>
internal sealed class CapacityLedger(long window)
{
    private readonly Dictionary<LevelKey, LevelCounter> _counters = [];

    /// <summary>The counters of a holder of limits; null when it has asked for nothing lately.</summary>
    public LevelCounter? Find(LimitLevel level, string id) => _counters.GetValueOrDefault(new(level, id));

    /// <summary>Takes note of the figures that hold now. Comes before any other question about a request.</summary>
    /// <param name="request">The work.</param>
    /// <param name="onlyNew">Figures that hold already stay.</param>
    public void Note(AdmissionRequest request, bool onlyNew = false)
    {
        foreach (var level in request.Levels)
        {
            ref var counter = ref CollectionsMarshal.GetValueRefOrAddDefault(_counters, LevelKey.Of(level), out var known);
            counter ??= new(level.Level);
            if (!known || !onlyNew)
                counter.Limits = level.Limits;
        }
    }

    /// <summary>What keeps a request from beginning now.</summary>
    /// <param name="request">The work.</param>
    /// <param name="now">The moment.</param>
    /// <param name="waiting">How many wait before it; only shapes the guess of when a slot comes free.</param>
    public Blockage Check(AdmissionRequest request, long now, int waiting)
    {
        var blockage = default(Blockage);
        foreach (var level in request.Levels)
            blockage = blockage.And(CounterOf(level).Check(request.Units, now, window, waiting));
        return blockage;
    }

    /// <summary>Takes a request's units of all of its levels, whether they fit or not.</summary>
    /// <returns>What would have kept it from beginning if the limits that only count did more.</returns>
    public Blockage Take(AdmissionRequest request, long now)
    {
        var beyond = default(Blockage);
        foreach (var level in request.Levels)
            beyond = beyond.And(CounterOf(level).Take(request.Units, now, window));
        return beyond;
    }

    /// <summary>Gives back what <see cref="Take"/> took.</summary>
    /// <param name="request">The work.</param>
    /// <param name="since">When it was taken.</param>
    /// <param name="now">The moment.</param>
    /// <param name="unused">It never reached the upstream: the request is not counted either.</param>
    public void Give(AdmissionRequest request, long since, long now, bool unused)
    {
        foreach (var level in request.Levels)
        {
            var counter = CounterOf(level);
            counter.Give(request.Units, unused ? null : now - since);
            if (unused && request.Units.Takes(AdmissionUnits.Request))
                counter.Uncount(since);
        }
    }

    /// <summary>Counts a request from a later moment on than it was taken.</summary>
    public void Recount(AdmissionRequest request, long since, long now)
    {
        if (!request.Units.Takes(AdmissionUnits.Request))
            return;
        foreach (var level in request.Levels)
            CounterOf(level).Recount(since, now, window);
    }

    /// <summary>The upstream has refused work that was let in: the account's figure was too high.</summary>
    public void Refused(AdmissionRequest request, LimitKind limit, long now)
    {
        if (request.Levels is [{ Level: LimitLevel.Account } pool, ..])
            CounterOf(pool).Refused(limit, now, window);
    }

    /// <summary>Whether figures that a request needs rise by themselves.</summary>
    public bool IsRecovering(AdmissionRequest request, long now)
    {
        foreach (var level in request.Levels)
        {
            if (CounterOf(level).IsRecovering(now))
                return true;
        }
        return false;
    }

    /// <summary>The tightest minute of a request, as a decision reports it.</summary>
    public AdmissionDecision TightestMinute(AdmissionRequest request, long now)
    {
        var tightest = new AdmissionDecision { RemainingRequests = -1 };
        foreach (var level in request.Levels)
        {
            var counter = CounterOf(level);
            if (counter.Limits.Shadow || counter.RequestFigure(now) is not { } figure)
                continue;
            var remaining = Math.Max(0, figure - counter.Requests(now, window));
            if (tightest.RemainingRequests >= 0 && remaining >= tightest.RemainingRequests)
                continue;
            tightest = tightest with
            {
                RequestFigure = figure,
                RemainingRequests = remaining,
                ResetRequests = TimeSpan.FromTicks(counter.UntilEmpty(now, window)),
            };
        }
        return tightest;
    }

    /// <summary>What is taken, of every limit in use.</summary>
    public IReadOnlyDictionary<LevelKey, LevelUse> Uses(long now) =>
        _counters.ToDictionary(counter => counter.Key, counter => new LevelUse(counter.Value.Slots, counter.Value.Sockets, counter.Value.Requests(now, window)));

    /// <summary>Drops counters that have nothing to count, except those that somebody waits for.</summary>
    public void Forget(long now, IReadOnlySet<LevelKey> awaited)
    {
        foreach (var (key, counter) in _counters)
        {
            if (counter.IsIdle(now, window) && !awaited.Contains(key))
                _counters.Remove(key);
        }
    }

    private LevelCounter CounterOf(AdmissionLevel level) => _counters[LevelKey.Of(level)];
}
