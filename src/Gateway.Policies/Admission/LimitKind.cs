namespace Gateway.Policies.Admission;

/// <summary>Which limit stood in the way.</summary>
public enum LimitKind
{
    /// <summary>None: admitted.</summary>
    None,

    /// <summary>Requests in 60 s.</summary>
    RequestsPerMinute,

    /// <summary>Pieces of work at once.</summary>
    Slots,

    /// <summary>Open TTS sockets.</summary>
    Sockets,

    /// <summary>The queue of this pool is full.</summary>
    QueueFull,

    /// <summary>The store cannot be asked and the plan says to refuse then.</summary>
    StoreUnavailable,
}
