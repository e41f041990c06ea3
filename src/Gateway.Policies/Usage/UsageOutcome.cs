namespace Gateway.Policies.Usage;

/// <summary>How a piece of work ended.</summary>
public enum UsageOutcome
{
    /// <summary>As it should.</summary>
    Completed,

    /// <summary>The upstream refused or failed, and said so.</summary>
    UpstreamError,

    /// <summary>The upstream could not be reached or did not answer.</summary>
    Unreachable,

    /// <summary>The upstream's answer broke after it had begun.</summary>
    Broken,

    /// <summary>The caller went away first.</summary>
    CallerLeft,

    /// <summary>The gateway ended it: a drain, a withdrawn key, an operator, silence.</summary>
    Ended,
}
