namespace Gateway.Metering;

internal static partial class MeteringLog
{
    [LoggerMessage(EventId = 8001, EventName = "UsageSpilled", Level = LogLevel.Warning, Message = "The database does not take usage; records go to {Folder} until it does: {Cause}")]
    public static partial void Spills(this ILogger logger, string folder, string cause);

    [LoggerMessage(EventId = 8002, EventName = "UsageTakenUp", Level = LogLevel.Information, Message = "The database has taken all usage that waited")]
    public static partial void TakenUp(this ILogger logger);

    [LoggerMessage(EventId = 8003, EventName = "UsageLost", Level = LogLevel.Error, Message = "{Count} records of usage are lost: {Cause}")]
    public static partial void Lost(this ILogger logger, long count, string cause);

    [LoggerMessage(EventId = 8004, EventName = "UsageGap", Level = LogLevel.Error, Message = "A gateway ended without storing its last usage: what was done after {LastStored:O} and before its end may be missing; {Waiting} bytes of records waited and are taken up")]
    public static partial void Gap(this ILogger logger, DateTimeOffset lastStored, long waiting);

    [LoggerMessage(EventId = 8005, EventName = "NoSpill", Level = LogLevel.Error, Message = "Usage cannot be kept in {Folder} while the database is away: {Cause}. Set Gateway:Metering:SpillFolder to a folder that can be written")]
    public static partial void NoSpill(this ILogger logger, string folder, string cause);

    [LoggerMessage(EventId = 8006, EventName = "UsageRefused", Level = LogLevel.Error, Message = "The database refuses a record of usage, which is lost")]
    public static partial void Refused(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 8007, EventName = "UsageReconciled", Level = LogLevel.Information, Message = "{Figure} of account {Account}: {Records} by the records, {Upstream} by the upstream, a drift of {Drift:P2}")]
    public static partial void Reconciled(this ILogger logger, string account, string figure, decimal records, decimal upstream, double drift);

    [LoggerMessage(EventId = 8008, EventName = "UsageNotReconciled", Level = LogLevel.Warning, Message = "{Figure} of account {Account} cannot be compared: {Cause}")]
    public static partial void NotReconciled(this ILogger logger, string account, string figure, string cause);
}
