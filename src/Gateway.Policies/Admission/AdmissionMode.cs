namespace Gateway.Policies.Admission;

/// <summary>How the books are kept just now, and what a plan may choose for the time they cannot be reached.</summary>
public enum AdmissionMode
{
    /// <summary>Exact: one book for all replicas, or one process.</summary>
    Normal,

    /// <summary>The shared book does not answer; each replica serves its share of every figure.</summary>
    Degraded,

    /// <summary>The shared book does not answer; what has a limit is refused.</summary>
    Closed,

    /// <summary>The shared book does not answer; everything is admitted.</summary>
    Open,
}
