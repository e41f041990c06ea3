using Gateway.Policies.Budgets;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Documents;

/// <summary>How a budget stands in its present period. Work under way is not in it until it is over.</summary>
internal sealed record BudgetDocument
{
    /// <summary><c>key</c> or <c>team</c>: whose it is.</summary>
    public string Holder { get; init; } = "";

    /// <summary>What is counted.</summary>
    public BudgetUnit Unit { get; init; }

    /// <summary>When the count starts over.</summary>
    public BudgetPeriod Period { get; init; }

    /// <summary>From this amount on, work is refused and sessions end.</summary>
    public decimal Limit { get; init; }

    /// <summary>From this amount on, it is reported; null: never before the limit.</summary>
    public decimal? WarnAt { get; init; }

    /// <summary>What was spent since the period began.</summary>
    public decimal Spent { get; init; }

    /// <summary>What is left.</summary>
    public decimal Remaining { get; init; }

    /// <summary>How far it is spent.</summary>
    public BudgetLevel Level { get; init; }

    /// <summary>When the count starts over; null: never.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>A budget with what was spent of it.</summary>
    public static BudgetDocument Of(SpendHolder holder, Budget budget, decimal spent, DateTimeOffset now) => new()
    {
        Holder = holder.IsTeam ? "team" : "key",
        Unit = budget.Unit,
        Period = budget.Period,
        Limit = budget.Limit,
        WarnAt = budget.WarnAt,
        Spent = spent,
        Remaining = Math.Max(0, budget.Limit - spent),
        Level = spent >= budget.Limit ? BudgetLevel.Exhausted : spent >= budget.WarnAt ? BudgetLevel.Warned : BudgetLevel.Fine,
        ResetsAt = budget.PeriodEnd(now),
    };
}
