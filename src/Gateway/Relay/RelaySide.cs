namespace Gateway.Relay;

/// <summary>One of the two peers of a session.</summary>
internal enum RelaySide : byte
{
    /// <summary>Who called the gateway.</summary>
    Client,

    /// <summary>Whom the gateway called.</summary>
    Upstream,
}
