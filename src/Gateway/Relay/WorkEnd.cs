namespace Gateway.Relay;

/// <summary>How a synthesis ended.</summary>
internal enum WorkEnd : byte
{
    /// <summary>The upstream said <c>complete</c>.</summary>
    Completed,

    /// <summary>The upstream sent an error frame.</summary>
    UpstreamError,

    /// <summary>The socket ended first.</summary>
    Cut,
}
