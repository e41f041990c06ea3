namespace Gateway.Policies.Admission;

/// <summary>What became of an <see cref="AdmissionRequest"/>: everything the caller must act on.</summary>
public readonly record struct AdmissionDecision
{
    /// <summary>Whether the work may begin. If so, it must be released by its id.</summary>
    public bool Admitted { get; init; }

    /// <summary>The limit that stood in the way.</summary>
    public LimitKind Limit { get; init; }

    /// <summary>Whose limit it was.</summary>
    public LimitLevel Level { get; init; }

    /// <summary>The figure of that limit.</summary>
    public int Figure { get; init; }

    /// <summary>Figure of the tightest minute; 0 when no minute is limited.</summary>
    public int RequestFigure { get; init; }

    /// <summary>Requests left in the tightest minute; -1 when no minute is limited.</summary>
    public int RemainingRequests { get; init; }

    /// <summary>Until the tightest minute has room for its whole figure again.</summary>
    public TimeSpan ResetRequests { get; init; }

    /// <summary>When a caller that is alone would get in; zero on success.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>How long it stood in the queue.</summary>
    public TimeSpan Queued { get; init; }

    /// <summary>The limit that only counts (<see cref="Plans.LimitSet.Shadow"/>) and would have held up what was admitted; none.</summary>
    public LimitKind ShadowLimit { get; init; }

    /// <summary>Whose <see cref="ShadowLimit"/> it is.</summary>
    public LimitLevel ShadowLevel { get; init; }

    /// <summary>What the admitted work holds on to; null when it was refused.</summary>
    public AdmissionLease? Lease { get; init; }

    /// <summary>Whether it was decided without the shared store.</summary>
    public bool Degraded { get; init; }
}
