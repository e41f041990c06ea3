using Gateway.Policies.Admission;

namespace Gateway.Admission;

internal static partial class AdmissionLog
{
    [LoggerMessage(EventId = 4001, EventName = "AdmissionRefused", Level = LogLevel.Information,
        Message = "Refused {Contract}: {Limit} of {Level} on account {Account} reached, waited {QueuedMs} ms, retry after {RetryAfterMs} ms")]
    public static partial void Refused(this ILogger logger, string contract, LimitKind limit, LimitLevel level, string account, long queuedMs, long retryAfterMs);
}
