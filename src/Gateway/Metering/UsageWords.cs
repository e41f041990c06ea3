using Gateway.Policies.Usage;

namespace Gateway.Metering;

/// <summary>Outcomes and sources as the database, metrics and exports name them.</summary>
internal static class UsageWords
{
    /// <summary>Lower case, words joined by an underscore.</summary>
    public static string Of(UsageOutcome outcome) => outcome switch
    {
        UsageOutcome.Completed => "completed",
        UsageOutcome.UpstreamError => "upstream_error",
        UsageOutcome.Unreachable => "unreachable",
        UsageOutcome.Broken => "broken",
        UsageOutcome.CallerLeft => "caller_left",
        _ => "ended",
    };

    /// <summary>Lower case.</summary>
    public static string Of(UsageSource source) => source switch
    {
        UsageSource.Upstream => "upstream",
        UsageSource.Counted => "counted",
        _ => "estimated",
    };
}
