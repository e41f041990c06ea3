namespace Gateway.Policies.Errors;

/// <summary>Every reason for which the gateway itself answers instead of the upstream (waves-api 3.2).</summary>
public enum ErrorKind
{
    /// <summary>No key was sent.</summary>
    MissingKey,

    /// <summary>A key was sent that is malformed, unknown, expired or revoked. Callers cannot tell which.</summary>
    UnknownKey,

    /// <summary>The key may not use this endpoint, model or voice.</summary>
    Forbidden,

    /// <summary>The key has spent its budget.</summary>
    BudgetExhausted,

    /// <summary>Too many requests in 60 s.</summary>
    RateLimited,

    /// <summary>Too much at once.</summary>
    ConcurrencyLimited,

    /// <summary>The body is larger than the endpoint takes.</summary>
    BodyTooLarge,

    /// <summary>The caller stopped sending its body, or sent it slower than anybody can wait for.</summary>
    BodyTooSlow,

    /// <summary>The body cannot be read as what it claims to be.</summary>
    Malformed,

    /// <summary>A field, parameter or combination that the endpoint refuses.</summary>
    Invalid,

    /// <summary>No such route.</summary>
    NotFound,

    /// <summary>The route exists, not with this method.</summary>
    MethodNotAllowed,

    /// <summary>A WebSocket of a version that nobody speaks.</summary>
    UpgradeRequired,

    /// <summary>The route is retired.</summary>
    Gone,

    /// <summary>The upstream could not be reached, or broke before it answered.</summary>
    UpstreamUnreachable,

    /// <summary>The upstream did not answer in time.</summary>
    UpstreamTimeout,

    /// <summary>The circuit to the upstream is open, or the gateway is draining or out of room.</summary>
    Unavailable,

    /// <summary>A bug of ours.</summary>
    Internal,
}
