namespace Gateway.RequestPath;

/// <summary>What a client speaks to the gateway: each behaviour of the wire is one theory over both.</summary>
public enum WireProtocol
{
    Http1,

    /// <summary>Clear text with prior knowledge.</summary>
    Http2,
}
