using Gateway.Policies.Plans;

namespace Gateway.Policies.Admission;

/// <summary>
/// What one holder of limits has taken: its minute, slots and sockets. Figures come with each question, so that a changed
/// plan holds at once. Not thread-safe.
/// </summary>
internal sealed class LevelCounter
{
    /// <summary>A guess at how long work holds a slot, until some has ended: 1 s.</summary>
    private const long FirstHold = TimeSpan.TicksPerSecond;

    /// <summary>Weight of the latest hold in the running mean.</summary>
    private const int HoldMemory = 8;

    private readonly MinuteLog _minute = new();
    private long _meanHold = FirstHold;

    public int Slots { get; private set; }

    public int Sockets { get; private set; }

    /// <summary>Times a limit that only counts would have refused.</summary>
    public long ShadowRefusals { get; private set; }

    /// <summary>Whether it can be dropped without anybody noticing.</summary>
    public bool IsIdle(long now, long window)
    {
        _minute.Forget(now - window);
        return Slots == 0 && Sockets == 0 && _minute.Count == 0;
    }

    /// <summary>What of these units does not fit now.</summary>
    public Blockage Check(AdmissionLevel level, AdmissionUnits units, long now, long window, int waiting)
    {
        var limits = level.Limits;
        if (limits.Shadow)
            return default;
        var blockage = default(Blockage);
        if (units.HasFlag(AdmissionUnits.Request) && limits.RequestsPerMinute is { } perMinute)
            blockage = CheckMinute(level.Level, perMinute, now, window);
        if (units.HasFlag(AdmissionUnits.Slot) && limits.Slots is { } slots && Slots >= slots)
            blockage = blockage.And(Full(LimitKind.Slots, level.Level, slots, now, window, waiting));
        if (units.HasFlag(AdmissionUnits.Socket) && limits.Sockets is { } sockets && Sockets >= sockets)
            blockage = blockage.And(Full(LimitKind.Sockets, level.Level, sockets, now, window, waiting));
        return blockage;
    }

    /// <summary>Takes units, whether they fit or not.</summary>
    public void Take(LimitSet limits, AdmissionUnits units, long now, long window)
    {
        if (limits.Shadow && Check(new(default, "", limits with { Shadow = false }), units, now, window, 0).Exists)
            ShadowRefusals++;
        if (units.HasFlag(AdmissionUnits.Request) && limits.RequestsPerMinute is { } perMinute)
        {
            _minute.Forget(now - window);
            _minute.Add(now, limits.Shadow ? perMinute : int.MaxValue);
        }
        if (units.HasFlag(AdmissionUnits.Slot))
            Slots++;
        if (units.HasFlag(AdmissionUnits.Socket))
            Sockets++;
    }

    /// <summary>Gives slots and sockets back.</summary>
    /// <param name="units">What was taken.</param>
    /// <param name="held">For how long, in ticks.</param>
    public void Give(AdmissionUnits units, long held)
    {
        if (units.HasFlag(AdmissionUnits.Slot))
        {
            Slots--;
            _meanHold += (held - _meanHold) / HoldMemory;
        }
        if (units.HasFlag(AdmissionUnits.Socket))
            Sockets--;
    }

    /// <summary>Takes a request back that was counted at a moment.</summary>
    public void Uncount(long moment) => _minute.Remove(moment);

    /// <summary>Requests that a minute of this figure still has room for.</summary>
    public int Remaining(int perMinute, long now, long window)
    {
        _minute.Forget(now - window);
        return Math.Max(0, perMinute - _minute.Count);
    }

    /// <summary>Ticks until the minute is empty.</summary>
    public long UntilEmpty(long now, long window) => _minute.Count == 0 ? 0 : Math.Max(0, _minute.Newest + window - now);

    private Blockage CheckMinute(LimitLevel level, int perMinute, long now, long window)
    {
        _minute.Forget(now - window);
        if (_minute.Count < perMinute)
            return default;
        var until = perMinute > 0 ? _minute.Blocking(perMinute) + window : now + window;
        return new(LimitKind.RequestsPerMinute, level, perMinute, until, perMinute > 0 ? until : long.MaxValue);
    }

    private Blockage Full(LimitKind kind, LimitLevel level, int cap, long now, long window, int waiting)
    {
        if (cap <= 0)
            return new(kind, level, cap, now + window, long.MaxValue);
        // Nobody knows when work ends; at the usual pace the places ahead of this one come free in this time.
        var guess = Math.Clamp(_meanHold * (waiting + 1) / cap, 1, window);
        return new(kind, level, cap, now + guess, 0);
    }
}
