namespace Gateway.Policies.Usage;

/// <summary>Where the figures of a record are from; where they differ, the least certain.</summary>
public enum UsageSource
{
    /// <summary>The upstream said so.</summary>
    Upstream,

    /// <summary>Counted here, from what passed.</summary>
    Counted,

    /// <summary>Estimated, because what would tell never came or cannot be told.</summary>
    Estimated,
}
