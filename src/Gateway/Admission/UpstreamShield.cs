using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>
/// Keeps a refusal of the upstream from being repeated. Work that was let in and refused all the same means that the books
/// believe in more than there is: others use the account, or the plan is smaller than its figures. Thread-safe.
/// </summary>
internal sealed class UpstreamShield(IAdmissionStore store, AdmissionMetrics metrics, ILogger<UpstreamShield> logger)
{
    /// <summary>The limit that words of the upstream speak of (waves-api 6.3); null when they speak of none.</summary>
    public static LimitKind? LimitIn(string words) =>
        // The OpenAI form calls both a rate_limit_error; only its message tells concurrency apart.
        words.Contains("concurren", StringComparison.OrdinalIgnoreCase) || words.Contains("server_full", StringComparison.OrdinalIgnoreCase) ? LimitKind.Slots
        : words.Contains("rate limit", StringComparison.OrdinalIgnoreCase) || words.Contains("rate_limit", StringComparison.OrdinalIgnoreCase) ? LimitKind.RequestsPerMinute
        : null;

    /// <summary>The upstream refused work for a limit. Before the work is released: what was in use is the lesson.</summary>
    public ValueTask RefusedAsync(AdmissionRequest work, LimitKind limit)
    {
        metrics.RefusedUpstream(work, limit);
        logger.RefusedUpstream(work.Account, work.Levels.IsEmpty ? "" : work.Levels[0].Id, limit);
        return store.RefusedUpstreamAsync(work.Account, work.Id, limit);
    }
}
