namespace Gateway.Policies.Budgets;

/// <summary>
/// Work under way that a budget pays for: what it has used so far counts as spent until its record takes its place.
/// Guarded by its book's lock.
/// </summary>
public sealed class LiveSpend
{
    internal LiveSpend(SpendHolder key, SpendHolder team, in Spend spend) => (Key, Team, Spend) = (key, team, spend);

    internal SpendHolder Key { get; }

    internal SpendHolder Team { get; }

    internal Spend Spend { get; set; }

    internal string? WorkId { get; set; }

    internal bool IsOver { get; set; }
}
