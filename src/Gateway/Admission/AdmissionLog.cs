using Gateway.Policies.Admission;

namespace Gateway.Admission;

internal static partial class AdmissionLog
{
    [LoggerMessage(EventId = 4001, EventName = "AdmissionRefused", Level = LogLevel.Information,
        Message = "Refused {Contract}: {Limit} of {Level} on account {Account} reached, waited {QueuedMs} ms, retry after {RetryAfterMs} ms")]
    public static partial void Refused(this ILogger logger, string contract, LimitKind limit, LimitLevel level, string account, long queuedMs, long retryAfterMs);

    [LoggerMessage(EventId = 4002, EventName = "ContactLost", Level = LogLevel.Warning,
        Message = "The shared books of capacity do not answer ({Reason}); this replica decides for its share")]
    public static partial void ContactLost(this ILogger logger, string reason);

    [LoggerMessage(EventId = 4003, EventName = "ContactRestored", Level = LogLevel.Information, Message = "The shared books of capacity decide")]
    public static partial void ContactRestored(this ILogger logger);

    [LoggerMessage(EventId = 4004, EventName = "RedisAbsentAtStart", Level = LogLevel.Warning,
        Message = "Redis does not answer at the start; this replica decides for its share until it does")]
    public static partial void RedisAbsentAtStart(this ILogger logger);

    [LoggerMessage(EventId = 4005, EventName = "RedisEvicts", Level = LogLevel.Warning,
        Message = "Redis evicts keys (maxmemory-policy {Policy}): an evicted lease is a slot sold twice; set noeviction")]
    public static partial void RedisEvicts(this ILogger logger, string policy);

    [LoggerMessage(EventId = 4007, EventName = "LeaseWithoutWork", Level = LogLevel.Error,
        Message = "Lease {Lease} of {Pool} on account {Account} belongs to no work of this process and is given back: a defect")]
    public static partial void LeaseWithoutWork(this ILogger logger, string account, string pool, string lease);

    [LoggerMessage(EventId = 4008, EventName = "WorkWithoutLease", Level = LogLevel.Error,
        Message = "Work {Lease} goes on without the lease that it was admitted with: a defect")]
    public static partial void WorkWithoutLease(this ILogger logger, string lease);

    [LoggerMessage(EventId = 4006, EventName = "RefusedUpstream", Level = LogLevel.Warning,
        Message = "The upstream refused work on account {Account} that its plan allows ({Limit} of {Pool}): less is let in for some minutes")]
    public static partial void RefusedUpstream(this ILogger logger, string account, string pool, LimitKind limit);
}
