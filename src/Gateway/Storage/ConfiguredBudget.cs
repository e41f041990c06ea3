using System.ComponentModel.DataAnnotations;
using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>A budget of a key in the settings.</summary>
internal sealed class ConfiguredBudget
{
    /// <summary>What is counted.</summary>
    public BudgetUnit Unit { get; set; }

    /// <summary>When the count starts over.</summary>
    public BudgetPeriod Period { get; set; } = BudgetPeriod.Month;

    /// <summary>From this amount on, work is refused and sessions end. Unset: nothing may be spent.</summary>
    [Range(0, 1_000_000_000_000)]
    public double Limit { get; set; }

    /// <summary>From this amount on, it is reported; unset: never before the limit.</summary>
    [Range(0, 1_000_000_000_000)]
    public double? WarnAt { get; set; }
}
