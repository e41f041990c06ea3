namespace Gateway.Upstream;

internal static partial class UpstreamLog
{
    [LoggerMessage(EventId = 5001, EventName = "KeyFileUnreadable", Level = LogLevel.Error,
        Message = "The settings of account {Account} have changed and are not taken up, because its key cannot be read: {Reason}")]
    public static partial void KeyFileUnreadable(this ILogger logger, string account, string reason);
}
