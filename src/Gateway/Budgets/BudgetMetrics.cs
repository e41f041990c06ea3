using System.Diagnostics.Metrics;
using Gateway.Policies.Budgets;

namespace Gateway.Budgets;

/// <summary>Budgets that come to their warning or their end, and whether spending is saved. Thread-safe.</summary>
internal sealed class BudgetMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Budgets";

    private readonly Counter<long> _reached;
    private volatile int _unsaved;

    public BudgetMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _reached = meter.CreateCounter<long>("gateway.budgets.reached", "{budget}", "Budgets that came to their warning or their limit.");
        meter.CreateObservableGauge("gateway.budgets.unsaved", () => _unsaved, "1", "1 while what was spent cannot be saved, else 0.");
    }

    /// <summary>Whether the last attempt to save failed.</summary>
    public bool IsUnsaved
    {
        get => _unsaved != 0;
        set => _unsaved = value ? 1 : 0;
    }

    /// <summary>A budget came to a level.</summary>
    public void Reached(in BudgetStanding standing) => _reached.Add(
        1, Tag("point", standing.Level is BudgetLevel.Exhausted ? "limit" : "warning"), Tag("unit", BudgetWords.Of(standing.Budget!.Unit)), Tag("holder", BudgetWords.KindOf(standing.Holder)));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
