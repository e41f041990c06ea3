namespace Gateway.Policies.Keys;

/// <summary>The span of time a budget is for; days and months are those of UTC.</summary>
public enum BudgetPeriod
{
    /// <summary>From midnight to midnight.</summary>
    Day,

    /// <summary>From the first of the month to the first of the next.</summary>
    Month,

    /// <summary>For ever.</summary>
    Total,
}
