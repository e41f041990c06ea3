using Gateway.Policies.Plans;

namespace Gateway.Policies.Admission;

/// <summary>
/// Keeps books of its own about what a store admits, in the plainest way, and objects to whatever breaks a promise.
/// </summary>
internal sealed class Referee(AdmissionRules rules)
{
    private readonly Dictionary<string, (AdmissionRequest Request, DateTimeOffset At)> _held = [];
    private readonly List<(AdmissionRequest Request, DateTimeOffset At)> _history = [];
    private readonly Dictionary<(LimitLevel, string), LimitSet> _figures = [];

    public IReadOnlyCollection<string> Held => _held.Keys;

    public int Admissions { get; private set; }

    /// <summary>A request asks; from now on its figures hold, for everybody.</summary>
    public void Asked(AdmissionRequest request)
    {
        foreach (var level in request.Levels)
            _figures[(level.Level, level.Id)] = level.Limits;
    }

    /// <summary>The store let a request in.</summary>
    public void Admitted(AdmissionRequest request, DateTimeOffset at)
    {
        Admissions++;
        foreach (var level in request.Levels)
            Assert.True(Fits(level, request.Units, at), $"{request.Id} was let in at {at:mm:ss.fffffff} beyond {FiguresOf(level)} of {level.Id}");
        _held.Add(request.Id, (request, at));
        _history.Add((request, at));
    }

    /// <summary>The work ended.</summary>
    /// <param name="id">Which.</param>
    /// <param name="unused">It never went out.</param>
    public void Released(string id, bool unused)
    {
        _held.Remove(id, out var entry);
        if (unused)
            _history.Remove(entry);
    }

    /// <summary>The work left only now, and counts from now on.</summary>
    public void LeftLate(string id, DateTimeOffset at)
    {
        _history.Remove(_held[id]);
        _held[id] = (_held[id].Request, at);
        _history.Add(_held[id]);
    }

    /// <summary>Whether a request could be let in at a moment.</summary>
    public bool Fits(AdmissionRequest request, DateTimeOffset at) => request.Levels.All(level => Fits(level, request.Units, at));

    /// <summary>The earliest moment at which the minutes alone would let a request in.</summary>
    public DateTimeOffset MinutesOpen(AdmissionRequest request, DateTimeOffset now)
    {
        var at = now;
        foreach (var level in request.Levels)
        {
            if (FiguresOf(level) is not { RequestsPerMinute: > 0 and var figure, Shadow: false } || !request.Units.HasFlag(AdmissionUnits.Request))
                continue;
            var counting = Counting(level, now);
            if (counting.Count >= figure)
                at = new(Math.Max(at.Ticks, (counting[^figure] + Window).Ticks), TimeSpan.Zero);
        }
        return at;
    }

    /// <summary>Forgets what no question can be about any more.</summary>
    public void Forget(DateTimeOffset now) => _history.RemoveAll(entry => entry.At <= now - Window - Window);

    private TimeSpan Window => AdmissionRules.Minute + rules.MinuteGuard;

    private bool Fits(AdmissionLevel level, AdmissionUnits units, DateTimeOffset at)
    {
        var limits = FiguresOf(level);
        return limits.Shadow
            || ((!units.HasFlag(AdmissionUnits.Slot) || limits.Slots is not { } slots || Taken(level, AdmissionUnits.Slot, at) < slots)
                && (!units.HasFlag(AdmissionUnits.Socket) || limits.Sockets is not { } sockets || Taken(level, AdmissionUnits.Socket, at) < sockets)
                && (!units.HasFlag(AdmissionUnits.Request) || limits.RequestsPerMinute is not { } figure || Counting(level, at).Count < figure));
    }

    private LimitSet FiguresOf(AdmissionLevel level) => _figures[(level.Level, level.Id)];

    private int Taken(AdmissionLevel level, AdmissionUnits unit, DateTimeOffset at) =>
        _held.Values.Count(held => held.At <= at && held.Request.Units.HasFlag(unit) && IsOf(held.Request, level));

    private List<DateTimeOffset> Counting(AdmissionLevel level, DateTimeOffset at) =>
        [.. _history.Where(entry => entry.At > at - Window && entry.At <= at && entry.Request.Units.HasFlag(AdmissionUnits.Request) && IsOf(entry.Request, level)).Select(entry => entry.At).Order()];

    private static bool IsOf(AdmissionRequest request, AdmissionLevel level) =>
        request.Levels.Any(other => other.Level == level.Level && other.Id == level.Id);
}
