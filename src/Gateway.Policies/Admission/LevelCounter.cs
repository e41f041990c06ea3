using Gateway.Policies.Plans;

namespace Gateway.Policies.Admission;

/// <summary>
/// What one holder of limits has taken: its minute, slots and sockets. The figures are those that came with the latest
/// question, so that a changed plan holds at once, for those who wait too. Not thread-safe.
/// </summary>
internal sealed class LevelCounter(LimitLevel level)
{
    private readonly MinuteLog _minute = new();
    private LearnedFigure _learnedRequests;
    private LearnedFigure _learnedSlots;
    private HoldPace _slotPace;
    private HoldPace _socketPace;

    public int Slots { get; private set; }

    public int Sockets { get; private set; }

    /// <summary>The figures of the plan.</summary>
    public LimitSet Limits { get; set; } = LimitSet.None;

    /// <summary>Whether it can be dropped without anybody noticing.</summary>
    public bool IsIdle(long now, long window) => Slots == 0 && Sockets == 0 && Requests(now, window) == 0 && !IsRecovering(now);

    /// <summary>Whether the upstream has taught that less goes than the plan says; then figures rise by themselves.</summary>
    public bool IsRecovering(long now) => _learnedRequests.Holds(now) || _learnedSlots.Holds(now);

    /// <summary>Requests a minute that are allowed now; null: any number.</summary>
    public int? RequestFigure(long now) => _learnedRequests.Of(Limits.RequestsPerMinute, now);

    /// <summary>Slots that may be taken now; null: any number.</summary>
    public int? SlotFigure(long now) => _learnedSlots.Of(Limits.Slots, now);

    /// <summary><see cref="SlotFigure"/> where it is a lesson; null where it is the plan's.</summary>
    public int? LearnedSlots(long now) => _learnedSlots.Holds(now) ? SlotFigure(now) : null;

    /// <summary><see cref="RequestFigure"/> where it is a lesson; null where it is the plan's.</summary>
    public int? LearnedRequests(long now) => _learnedRequests.Holds(now) ? RequestFigure(now) : null;

    /// <summary>The upstream has refused work that was let in.</summary>
    /// <param name="limit">What for.</param>
    /// <param name="now">The moment.</param>
    /// <param name="window">How long a request counts.</param>
    public void Refused(LimitKind limit, long now, long window)
    {
        if (limit is LimitKind.RequestsPerMinute)
            _learnedRequests.Refused(Limits.RequestsPerMinute, Requests(now, window), now);
        else
            _learnedSlots.Refused(Limits.Slots, Slots, now);
    }

    /// <summary>What of these units does not fit now; a limit that only counts never stands in the way.</summary>
    public Blockage Check(AdmissionUnits units, long now, long window, int waiting) =>
        Limits.Shadow ? default : Compare(units, now, window, waiting);

    /// <summary>Takes units, whether they fit or not.</summary>
    /// <returns>What would have stood in the way if this limit did more than count.</returns>
    public Blockage Take(AdmissionUnits units, long now, long window)
    {
        var beyond = Limits.Shadow ? Compare(units, now, window, waiting: 0) : default;
        if (units.Takes(AdmissionUnits.Request))
            CountRequest(now, window);
        if (units.Takes(AdmissionUnits.Slot))
        {
            Slots++;
            _slotPace.Taken(now);
        }
        if (units.Takes(AdmissionUnits.Socket))
        {
            Sockets++;
            _socketPace.Taken(now);
        }
        return beyond;
    }

    /// <summary>Gives slots and sockets back.</summary>
    /// <param name="units">What was taken.</param>
    /// <param name="held">For how long, in ticks; null: for nothing, which tells of no other.</param>
    public void Give(AdmissionUnits units, long? held)
    {
        if (units.Takes(AdmissionUnits.Slot))
        {
            Slots--;
            if (held is { } slot)
                _slotPace.Given(slot);
        }
        if (units.Takes(AdmissionUnits.Socket))
        {
            Sockets--;
            if (held is { } socket)
                _socketPace.Given(socket);
        }
    }

    /// <summary>Counts a request that was counted at a moment from now on.</summary>
    public void Recount(long moment, long now, long window)
    {
        _minute.Remove(moment);
        CountRequest(now, window);
    }

    /// <summary>Takes a request back that was counted at a moment.</summary>
    public void Uncount(long moment) => _minute.Remove(moment);

    /// <summary>Requests that count now.</summary>
    public int Requests(long now, long window)
    {
        _minute.Forget(now - window);
        return _minute.Count;
    }

    /// <summary>Ticks until the minute is empty.</summary>
    public long UntilEmpty(long now, long window) => _minute.Count == 0 ? 0 : Math.Max(0, _minute.Newest + window - now);

    private void CountRequest(long now, long window)
    {
        if (RequestFigure(now) is not { } figure)
            return;
        _minute.Forget(now - window);
        _minute.Add(now, Limits.Shadow ? figure : int.MaxValue);
    }

    private Blockage Compare(AdmissionUnits units, long now, long window, int waiting)
    {
        var blockage = default(Blockage);
        if (units.Takes(AdmissionUnits.Request) && RequestFigure(now) is { } figure && Requests(now, window) >= figure)
            blockage = MinuteFull(figure, now, window);
        if (units.Takes(AdmissionUnits.Slot) && SlotFigure(now) is { } slots && Slots >= slots)
            blockage = blockage.And(Full(LimitKind.Slots, _slotPace, slots, now, window, waiting));
        if (units.Takes(AdmissionUnits.Socket) && Limits.Sockets is { } sockets && Sockets >= sockets)
            blockage = blockage.And(Full(LimitKind.Sockets, _socketPace, sockets, now, window, waiting));
        return blockage;
    }

    private Blockage MinuteFull(int figure, long now, long window)
    {
        if (figure <= 0)
            return Never(LimitKind.RequestsPerMinute, figure, now, window);
        var opens = _minute.Blocking(figure) + window;
        return new(LimitKind.RequestsPerMinute, level, figure, opens, opens);
    }

    private Blockage Full(LimitKind kind, in HoldPace pace, int cap, long now, long window, int waiting) =>
        cap <= 0 ? Never(kind, cap, now, window) : new(kind, level, cap, now + pace.Guess(now, waiting, cap), 0);

    /// <summary>A figure that allows nothing: no wait helps, and a minute from now the plan may be another.</summary>
    private Blockage Never(LimitKind kind, int figure, long now, long window) => new(kind, level, figure, now + window, long.MaxValue);
}
