namespace Gateway.Upstream;

internal static partial class UpstreamLog
{
    [LoggerMessage(EventId = 5001, EventName = "KeyFileUnreadable", Level = LogLevel.Error,
        Message = "The settings of account {Account} have changed and are not taken up, because its key cannot be read: {Reason}")]
    public static partial void KeyFileUnreadable(this ILogger logger, string account, string reason);

    [LoggerMessage(EventId = 5002, EventName = "PlanUnread", Level = LogLevel.Warning,
        Message = "The settings name the plan {Plan}, which cannot be read because the database is away: the limits of {Instead} hold until it can")]
    public static partial void PlanUnread(this ILogger logger, string plan, string instead);
}
