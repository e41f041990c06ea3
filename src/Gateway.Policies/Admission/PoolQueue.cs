using Gateway.Policies.Plans;

namespace Gateway.Policies.Admission;

/// <summary>
/// Whose turn it is in one pool. Interactive goes before batch, except that batch gets every n-th turn while it could
/// go; within a lane teams take turns by weight; within a team the first to come goes first. Who is held up by a limit
/// of its own is passed over. Not thread-safe.
/// </summary>
internal sealed class PoolQueue(AdmissionRules rules)
{
    private readonly Dictionary<AdmissionRequest, WaitLine> _lines = new(WaitLine.SameNeeds.Instance);
    private readonly FairClock _interactive = new();
    private readonly FairClock _batch = new();
    private int _turnsWithoutBatch;

    /// <summary>How many wait.</summary>
    public int Waiting { get; private set; }

    public IEnumerable<WaitLine> Lines => _lines.Values;

    /// <summary>How many of a team wait.</summary>
    public int WaitingOf(string team)
    {
        var waiting = 0;
        foreach (var line in _lines.Values)
        {
            if (line.Kind.Team == team)
                waiting += line.Count;
        }
        return waiting;
    }

    public void Add(Waiter waiter)
    {
        if (!_lines.TryGetValue(waiter.Request, out var line))
            _lines.Add(waiter.Request, line = new(waiter.Request));
        line.Add(waiter);
        Waiting++;
    }

    public void Remove(Waiter waiter)
    {
        var line = _lines[waiter.Request];
        line.Remove(waiter);
        Waiting--;
        if (line.Count == 0)
            _lines.Remove(waiter.Request);
    }

    /// <summary>Who is next among those that fit.</summary>
    /// <param name="fits">Whether the head of a line can begin now.</param>
    /// <param name="passesBatch">Whether a turn taken by this waiter is one that batch could have had.</param>
    public Waiter? Next(Func<AdmissionRequest, bool> fits, out bool passesBatch)
    {
        WaitLine? interactive = null, batch = null;
        foreach (var line in _lines.Values)
        {
            ref var best = ref line.Kind.Lane is Lane.Batch ? ref batch : ref interactive;
            if ((best is null || IsBefore(line, best)) && fits(line.Kind))
                best = line;
        }
        var batchIsDue = batch is not null && (interactive is null || _turnsWithoutBatch >= rules.TurnsBeforeBatch);
        passesBatch = batch is not null && !batchIsDue;
        return (batchIsDue ? batch : interactive)?.Head;
    }

    /// <summary>A request has its turn, whether it waited or not.</summary>
    public void Serve(AdmissionRequest request, bool passesBatch)
    {
        ClockOf(request.Lane).Serve(request.Team, request.Weight);
        if (request.Lane is Lane.Batch)
            _turnsWithoutBatch = 0;
        else if (passesBatch)
            _turnsWithoutBatch++;
    }

    /// <summary>Drops what no longer matters.</summary>
    public void Forget()
    {
        _interactive.Forget();
        _batch.Forget();
    }

    /// <summary>The pool as operators see it.</summary>
    /// <param name="id">Id of the pool.</param>
    /// <param name="held">The work that holds something of it.</param>
    /// <param name="counter">What is taken of it; null: nothing.</param>
    /// <param name="now">The moment.</param>
    /// <param name="window">How long a request counts, in ticks.</param>
    public PoolView View(string id, IEnumerable<AdmissionRequest> held, LevelCounter? counter, long now, long window)
    {
        var teams = new SortedDictionary<string, TeamView>(StringComparer.Ordinal);
        foreach (var request in held)
        {
            var team = teams.GetValueOrDefault(request.Team) ?? new() { Team = request.Team };
            teams[team.Team] = team with
            {
                Slots = team.Slots + (request.Units.Takes(AdmissionUnits.Slot) ? 1 : 0),
                Sockets = team.Sockets + (request.Units.Takes(AdmissionUnits.Socket) ? 1 : 0),
            };
        }
        foreach (var line in _lines.Values)
        {
            var team = teams.GetValueOrDefault(line.Kind.Team) ?? new() { Team = line.Kind.Team };
            var oldest = TimeSpan.FromTicks(now - line.Head.Since);
            teams[team.Team] = team with { Waiting = team.Waiting + line.Count, OldestWait = oldest > team.OldestWait ? oldest : team.OldestWait };
        }
        return new()
        {
            Id = id,
            Limits = counter?.Limits ?? LimitSet.None,
            LearnedSlots = counter?.LearnedSlots(now),
            LearnedRequests = counter?.LearnedRequests(now),
            Slots = counter?.Slots ?? 0,
            Sockets = counter?.Sockets ?? 0,
            Requests = counter?.Requests(now, window) ?? 0,
            Waiting = Waiting,
            OldestWait = teams.Values.Select(team => team.OldestWait).DefaultIfEmpty().Max(),
            Teams = [.. teams.Values],
        };
    }

    private bool IsBefore(WaitLine line, WaitLine other)
    {
        var clock = ClockOf(line.Kind.Lane);
        var difference = clock.StartOf(line.Kind.Team).CompareTo(clock.StartOf(other.Kind.Team));
        return difference < 0 || (difference == 0 && line.Head.Sequence < other.Head.Sequence);
    }

    private FairClock ClockOf(Lane lane) => lane is Lane.Batch ? _batch : _interactive;
}
