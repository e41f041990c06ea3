using Gateway.Policies.Errors;

namespace Gateway.Relay;

internal static partial class RelayLog
{
    [LoggerMessage(EventId = 7001, EventName = "RelayDialFailed", Level = LogLevel.Warning, Message = "No socket with account {Account}: {Error}, {Cause}")]
    public static partial void DialFailed(this ILogger logger, string account, ErrorKind error, string cause);

    [LoggerMessage(EventId = 7002, EventName = "RelayEnded", Level = LogLevel.Debug, Message = "Session {Session} on {Contract} ended: {Reason}")]
    public static partial void Ended(this ILogger logger, string session, string contract, RelayEndReason reason);

    [LoggerMessage(EventId = 7003, EventName = "RelayPeerFailed", Level = LogLevel.Information, Message = "Session {Session} on {Contract} ended: {Reason}, {Cause}")]
    public static partial void PeerFailed(this ILogger logger, string session, string contract, RelayEndReason reason, string cause);

    [LoggerMessage(EventId = 7004, EventName = "RelayDraining", Level = LogLevel.Information, Message = "Draining {Sessions} sockets for at most {Timeout}")]
    public static partial void Draining(this ILogger logger, int sessions, TimeSpan timeout);

    [LoggerMessage(EventId = 7005, EventName = "RelayDrained", Level = LogLevel.Information, Message = "Sockets are drained; {Cut} had to be ended")]
    public static partial void Drained(this ILogger logger, int cut);

    [LoggerMessage(EventId = 7006, EventName = "RelaySessionRefused", Level = LogLevel.Warning, Message = "A socket on {Contract} was refused: {Sessions} are open, which is the bound")]
    public static partial void Full(this ILogger logger, string contract, int sessions);
}
