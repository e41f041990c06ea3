namespace Gateway.Edge;

internal static partial class EdgeLog
{
    [LoggerMessage(EventId = 1001, EventName = "CallerLeft", Level = LogLevel.Debug, Message = "Request {RequestId}: the caller left")]
    public static partial void CallerLeft(this ILogger logger, string requestId);

    [LoggerMessage(EventId = 1002, EventName = "BadRequest", Level = LogLevel.Information, Message = "Request {RequestId} could not be read, answered {Status}")]
    public static partial void BadRequest(this ILogger logger, string requestId, int status);

    [LoggerMessage(EventId = 1003, EventName = "Unhandled", Level = LogLevel.Error, Message = "Request {RequestId} met a bug")]
    public static partial void Unhandled(this ILogger logger, Exception exception, string requestId);
}
