namespace Gateway.Admin;

internal static partial class AdminLog
{
    /// <summary>Every change as the audit log holds it; documents hold no secrets.</summary>
    [LoggerMessage(EventId = 9001, EventName = "Audited", Level = LogLevel.Information,
        Message = "Audit {Sequence}: {Action} {Subject} by {Actor} from {Source}; before {Before}; after {After}; hash {Hash}")]
    private static partial void AuditedCore(
        this ILogger logger, long sequence, string action, string subject, string actor, string source, string? before, string? after, string hash);

    public static void Audited(
        this ILogger logger, long sequence, string action, string subject, string actor, string source, string? before, string? after, byte[] hash)
    {
        if (logger.IsEnabled(LogLevel.Information))
            logger.AuditedCore(sequence, action, subject, actor, source, before, after, Convert.ToHexStringLower(hash));
    }

    [LoggerMessage(EventId = 9002, EventName = "AdminRefused", Level = LogLevel.Warning, Message = "Refused an administrator from {Address}: {Reason}")]
    public static partial void AdminRefused(this ILogger logger, string address, string reason);

    [LoggerMessage(EventId = 9003, EventName = "PeerUnreadable", Level = LogLevel.Warning, Message = "A message of another replica about its sessions cannot be read and was passed over")]
    public static partial void PeerUnreadable(this ILogger logger);
}
