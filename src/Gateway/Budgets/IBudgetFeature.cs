using Gateway.Policies.Budgets;

namespace Gateway.Budgets;

/// <summary>What a request counts for in its budgets while it lives; absent where nothing limits it.</summary>
internal interface IBudgetFeature
{
    /// <summary>It.</summary>
    LiveSpend Live { get; }
}
