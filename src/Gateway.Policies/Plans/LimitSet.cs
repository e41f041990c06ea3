namespace Gateway.Policies.Plans;

/// <summary>Limits of one holder (a pool of an account, a team, a key). Null is unlimited, 0 allows nothing.</summary>
public sealed record LimitSet
{
    /// <summary>No limit at all.</summary>
    public static LimitSet None { get; } = new();

    /// <summary>Requests (HTTP calls and syntheses) in any 60 s.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Pieces of upstream work at once.</summary>
    public int? Slots { get; init; }

    /// <summary>Open TTS sockets at once.</summary>
    public int? Sockets { get; init; }

    /// <summary>Count, report, do not refuse.</summary>
    public bool Shadow { get; init; }
}
