namespace Gateway.Budgets;

internal static partial class BudgetLog
{
    [LoggerMessage(EventId = 2501, EventName = "BudgetWarned", Level = LogLevel.Warning,
        Message = "Budget {Unit}/{Period} of {Kind} {Holder}: {Spent} of {Limit} spent, its warning is at {WarnAt}")]
    public static partial void BudgetWarned(this ILogger logger, string unit, string period, string kind, string holder, decimal spent, decimal limit, decimal? warnAt);

    [LoggerMessage(EventId = 2502, EventName = "BudgetExhausted", Level = LogLevel.Warning,
        Message = "Budget {Unit}/{Period} of {Kind} {Holder} is used up: {Spent} of {Limit} spent; its work is refused")]
    public static partial void BudgetExhausted(this ILogger logger, string unit, string period, string kind, string holder, decimal spent, decimal limit);

    [LoggerMessage(EventId = 2503, EventName = "SpendingNotSaved", Level = LogLevel.Warning,
        Message = "What was spent cannot be saved and is kept in memory; replicas do not see it and a crash would lose it: {Reason}")]
    public static partial void SpendingNotSaved(this ILogger logger, string reason);

    [LoggerMessage(EventId = 2505, EventName = "SpendingLost", Level = LogLevel.Error,
        Message = "The process ends and what was spent last is not saved: the database '{Location}' does not answer")]
    public static partial void SpendingLost(this ILogger logger, string location);

    [LoggerMessage(EventId = 2504, EventName = "SpendingSaved", Level = LogLevel.Information, Message = "What was spent is saved again")]
    public static partial void SpendingSaved(this ILogger logger);
}
