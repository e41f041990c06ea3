namespace Gateway.Admission.Redis;

/// <summary>Who decides.</summary>
internal enum ContactKind
{
    /// <summary>This replica, for its share: the books do not answer, or may not be complete.</summary>
    Alone,

    /// <summary>Nobody, for a moment: what this replica holds is being written down, so nothing is added meanwhile.</summary>
    Between,

    /// <summary>The shared books.</summary>
    Shared,

    /// <summary>Nobody, for good: the process ends.</summary>
    Ended,
}
