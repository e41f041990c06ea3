using Gateway.Policies.Keys;

namespace Gateway.Policies.Budgets;

/// <summary>One thing that is counted for a holder: a unit in one period.</summary>
/// <param name="Unit">What is counted.</param>
/// <param name="Period">Which kind of period.</param>
/// <param name="Start">When this one began, in milliseconds since 1970; 0 for <see cref="BudgetPeriod.Total"/>.</param>
public readonly record struct SpendSlot(BudgetUnit Unit, BudgetPeriod Period, long Start)
{
    /// <summary>The slot that a moment belongs to.</summary>
    public static SpendSlot Of(BudgetUnit unit, BudgetPeriod period, DateTimeOffset at) =>
        new(unit, period, period is BudgetPeriod.Total ? 0 : Budget.StartOf(period, at).ToUnixTimeMilliseconds());
}
