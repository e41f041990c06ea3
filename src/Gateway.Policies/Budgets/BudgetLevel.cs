namespace Gateway.Policies.Budgets;

/// <summary>How far a budget is spent.</summary>
public enum BudgetLevel
{
    /// <summary>Below its warning.</summary>
    Fine,

    /// <summary>From its warning on.</summary>
    Warned,

    /// <summary>From its limit on.</summary>
    Exhausted,
}
