namespace Gateway.Admin;

/// <summary>Why an operation of administration was not done.</summary>
internal enum AdminFaultKind
{
    /// <summary>A field is wrong.</summary>
    Invalid,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>It contradicts what exists.</summary>
    Conflict,

    /// <summary>The thing has changed since the caller read it.</summary>
    Changed,

    /// <summary>An idempotency key was used before for another request.</summary>
    KeyReused,

    /// <summary>The database, or the gateway that was asked, cannot serve now.</summary>
    Unavailable,

    /// <summary>The credential was refused.</summary>
    Unauthorized,

    /// <summary>The credential's role does not suffice.</summary>
    Forbidden,

    /// <summary>Too many credentials of one address were refused.</summary>
    TooManyFailures,

    /// <summary>The request is none that the admin API understands.</summary>
    Malformed,

    /// <summary>The path answers to other methods.</summary>
    MethodNotAllowed,
}
