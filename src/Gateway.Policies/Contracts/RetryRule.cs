namespace Gateway.Policies.Contracts;

/// <summary>May the gateway itself repeat a request upstream, before any response byte went to the client (waves-api 1.2).</summary>
public enum RetryRule
{
    /// <summary>Never once the upstream may have seen it. A connection that was never made may be dialled again.</summary>
    Never,

    /// <summary>On a failed connection, 502 and 503; never after a read timeout.</summary>
    BeforeResponse,
}
