using Gateway.Policies.Keys;

namespace Gateway.Policies.Budgets;

/// <summary>What one holder has spent: as the store knows it, what the store does not know yet, and live work. Not thread-safe.</summary>
internal sealed class SpendAccount
{
    private static readonly BudgetUnit[] Units = Enum.GetValues<BudgetUnit>();
    private static readonly BudgetPeriod[] Periods = Enum.GetValues<BudgetPeriod>();

    private readonly Dictionary<SpendSlot, long> _stored = [];
    private readonly Dictionary<SpendSlot, BudgetLevel> _told = [];
    private readonly long[] _live = new long[Units.Length];
    private long _day;
    private Spend _ofDay;
    private Dictionary<SpendSlot, long> _fresh = [];
    private Dictionary<SpendSlot, long> _saving = [];

    /// <summary>Whether somebody limits this holder, so that its figures are kept in memory.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Whether the store's figures were read.</summary>
    public bool IsLoaded { get; set; }

    /// <summary>Whether nothing would be lost by forgetting it.</summary>
    public bool IsIdle => !IsWatched && _ofDay == default && _fresh.Count == 0 && _saving.Count == 0 && Array.TrueForAll(_live, static grains => grains == 0);

    /// <summary>Grains spent in a slot, live work included.</summary>
    public long Spent(SpendSlot slot)
    {
        Spread();
        return _stored.GetValueOrDefault(slot) + _fresh.GetValueOrDefault(slot) + _saving.GetValueOrDefault(slot) + _live[(int)slot.Unit];
    }

    /// <summary>
    /// Work is over. It is summed up by the day at first, with which every period begins: nobody asks what those have
    /// spent whom nothing limits.
    /// </summary>
    public void Add(in Spend spend, DateTimeOffset at)
    {
        var day = at.UtcTicks / TimeSpan.TicksPerDay;
        if (day != _day)
            Spread();
        _day = day;
        _ofDay += spend;
    }

    /// <summary>Live work has gone on, or is over.</summary>
    public void Move(in Spend from, in Spend to)
    {
        foreach (var unit in Units)
            _live[(int)unit] += to.Of(unit) - from.Of(unit);
    }

    /// <summary>Hands out what the store does not know, until <see cref="Saved"/> or <see cref="NotSaved"/>.</summary>
    public IReadOnlyDictionary<SpendSlot, long> TakeFresh()
    {
        Spread();
        (_saving, _fresh) = (_fresh, _saving);
        return _saving;
    }

    /// <summary>What was handed out is in the store, whose figures follow by <see cref="Load"/>.</summary>
    public void Saved() => _saving.Clear();

    /// <summary>What was handed out is not in the store.</summary>
    public void NotSaved()
    {
        foreach (var (slot, grains) in _saving)
            Increase(_fresh, slot, grains);
        _saving.Clear();
    }

    /// <summary>The store's figure of a slot, which takes the place of that of an earlier period.</summary>
    public void Load(SpendSlot slot, long grains) => Replace(_stored, slot, grains);

    /// <summary>Notes that a level was told; false when it was told before.</summary>
    public bool Tell(SpendSlot slot, BudgetLevel level)
    {
        if (_told.GetValueOrDefault(slot) >= level)
            return false;
        Replace(_told, slot, level);
        return true;
    }

    /// <summary>A slot is fine, perhaps again: its limit was raised.</summary>
    public void Calm(SpendSlot slot) => _told.Remove(slot);

    /// <summary>Brings what was spent in a day to its slots.</summary>
    private void Spread()
    {
        if (_ofDay == default)
            return;
        var at = new DateTimeOffset(_day * TimeSpan.TicksPerDay, TimeSpan.Zero);
        foreach (var unit in Units)
        {
            if (_ofDay.Of(unit) is not (> 0 and var grains))
                continue;
            foreach (var period in Periods)
                Increase(_fresh, SpendSlot.Of(unit, period, at), grains);
        }
        _ofDay = default;
    }

    private static void Increase(Dictionary<SpendSlot, long> amounts, SpendSlot slot, long grains) =>
        amounts[slot] = amounts.GetValueOrDefault(slot) + grains;

    private static void Replace<T>(Dictionary<SpendSlot, T> values, SpendSlot slot, T value)
    {
        foreach (var (other, _) in values)
        {
            if (other.Unit != slot.Unit || other.Period != slot.Period || other.Start == slot.Start)
                continue;
            if (other.Start > slot.Start)
                return;
            values.Remove(other);
        }
        values[slot] = value;
    }
}
