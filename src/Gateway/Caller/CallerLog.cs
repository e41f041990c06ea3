namespace Gateway.Caller;

internal static partial class CallerLog
{
    [LoggerMessage(EventId = 2001, EventName = "KeyRefused", Level = LogLevel.Information, Message = "Refused {Contract}: {Reason}")]
    public static partial void KeyRefused(this ILogger logger, string contract, string reason);

    [LoggerMessage(EventId = 2002, EventName = "OutOfScope", Level = LogLevel.Information, Message = "Refused {Contract}: key {KeyId} has no scope for it")]
    public static partial void OutOfScope(this ILogger logger, string contract, string keyId);

    [LoggerMessage(EventId = 2003, EventName = "AnonymousAllowed", Level = LogLevel.Warning, Message = "Calls without a key are served, because Gateway:Caller:AllowAnonymous is true")]
    public static partial void AnonymousAllowed(this ILogger logger);

    [LoggerMessage(EventId = 2004, EventName = "LedgerUnavailable", Level = LogLevel.Warning, Message = "Refused {Contract}: whether its browser token was used cannot be found out: {Reason}")]
    public static partial void LedgerUnavailable(this ILogger logger, string contract, string reason);
}
