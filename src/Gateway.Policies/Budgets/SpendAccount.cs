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
    private Dictionary<SpendSlot, long> _fresh = [];
    private Dictionary<SpendSlot, long> _saving = [];

    /// <summary>Whether somebody limits this holder, so that its figures are kept in memory.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Whether the store's figures were read.</summary>
    public bool IsLoaded { get; set; }

    /// <summary>Whether nothing would be lost by forgetting it.</summary>
    public bool IsIdle => !IsWatched && _fresh.Count == 0 && _saving.Count == 0 && Array.TrueForAll(_live, static grains => grains == 0);

    /// <summary>Grains spent in a slot, live work included.</summary>
    public long Spent(SpendSlot slot) =>
        _stored.GetValueOrDefault(slot) + _fresh.GetValueOrDefault(slot) + _saving.GetValueOrDefault(slot) + _live[(int)slot.Unit];

    /// <summary>Work is over.</summary>
    public void Add(in Spend spend, DateTimeOffset at)
    {
        foreach (var unit in Units)
        {
            if (spend.Of(unit) is not (> 0 and var grains))
                continue;
            foreach (var period in Periods)
                Increase(_fresh, SpendSlot.Of(unit, period, at), grains);
        }
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
