namespace Gateway.Validation;

internal static partial class ValidationLog
{
    [LoggerMessage(EventId = 3001, EventName = "RequestRefused", Level = LogLevel.Information, Message = "Refused {Contract}: {Reason}")]
    public static partial void Refused(this ILogger logger, string contract, string reason);
}
