using Gateway.Policies.Budgets;
using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>A row of <c>spending</c>.</summary>
internal sealed record SpendingRow
{
    /// <summary><c>key</c> or <c>team</c>.</summary>
    public string HolderKind { get; init; } = "";

    /// <summary>Public id of the key, or name of the team.</summary>
    public string Holder { get; init; } = "";

    public string Unit { get; init; } = "";

    public string Period { get; init; } = "";

    /// <summary>Milliseconds since 1970; 0 for the total.</summary>
    public long Start { get; init; }

    /// <summary>In grains (<see cref="Spend.GrainsPer"/>).</summary>
    public long Amount { get; init; }

    /// <summary>The row of an amount.</summary>
    public static SpendingRow Of(in SpendEntry entry) => new()
    {
        HolderKind = KindOf(entry.Holder),
        Holder = entry.Holder.Name,
        Unit = entry.Slot.Unit.ToString(),
        Period = entry.Slot.Period.ToString(),
        Start = entry.Slot.Start,
        Amount = entry.Grains,
    };

    /// <summary>The amount of a row; null for a unit or period that only a newer program knows.</summary>
    public SpendEntry? ToEntry() =>
        Enum.TryParse<BudgetUnit>(Unit, out var unit) && Enum.TryParse<BudgetPeriod>(Period, out var period)
            ? new(HolderKind == TeamKind ? SpendHolder.Team(Holder) : SpendHolder.Key(Holder), new(unit, period, Start), Amount)
            : null;

    /// <summary>How a kind of holder is written.</summary>
    public static string KindOf(SpendHolder holder) => holder.IsTeam ? TeamKind : "key";

    private const string TeamKind = "team";
}
