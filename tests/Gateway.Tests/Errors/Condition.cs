namespace Gateway.Errors;

/// <summary>Everything for which the gateway answers itself (waves-api 3.2, 3.3), each provoked on the wire.</summary>
public enum Condition
{
    MissingKey,
    UnknownKey,
    ExpiredKey,
    RevokedKey,
    TooManyGuesses,
    EndpointForbidden,
    ModelForbidden,
    VoiceForbidden,
    MalformedBody,
    RefusedField,
    BodyTooLarge,
    WrongMethod,
    RouteGone,
    RateLimited,
    ConcurrencyLimited,
    BudgetExhausted,
    UpstreamUnreachable,
    UpstreamSilent,
    UpstreamNeverReady,
    CircuitOpen,
    Draining,
    Bug,
}
