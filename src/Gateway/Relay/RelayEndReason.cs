namespace Gateway.Relay;

/// <summary>Why a session ended: its first cause, from a closed set for logs, metrics and records.</summary>
internal enum RelayEndReason : byte
{
    /// <summary>The client sent a close frame.</summary>
    ClientClosed,

    /// <summary>The upstream sent a close frame.</summary>
    UpstreamClosed,

    /// <summary>The client's connection ended without one.</summary>
    ClientGone,

    /// <summary>The upstream's connection ended without one.</summary>
    UpstreamGone,

    /// <summary>The client broke the protocol.</summary>
    ClientFault,

    /// <summary>The upstream broke the protocol.</summary>
    UpstreamFault,

    /// <summary>The client answered no ping.</summary>
    ClientLost,

    /// <summary>The upstream answered no ping.</summary>
    UpstreamLost,

    /// <summary>The client stopped reading.</summary>
    ClientStalled,

    /// <summary>The upstream stopped reading.</summary>
    UpstreamStalled,

    /// <summary>Nothing was said for too long.</summary>
    Idle,

    /// <summary>This process is ending.</summary>
    Drained,

    /// <summary>The key or its budget does not allow more, or the slot was lost.</summary>
    Revoked,

    /// <summary>An operator ended it.</summary>
    Operator,

    /// <summary>A bug of ours.</summary>
    Failed,
}
