namespace Gateway.Telemetry;

/// <summary>Stretches of a request's way to the upstream, as <c>gateway.overhead</c> names them. In order; none is left out.</summary>
internal enum Stage
{
    /// <summary>From the first look at the request to its row: credentials, strictness, routing.</summary>
    Edge,

    /// <summary>Whose key it is, and whether it may.</summary>
    Caller,

    /// <summary>Which account serves it.</summary>
    Upstream,

    /// <summary>Judging it; a body that has to be held arrives meanwhile.</summary>
    Validation,

    /// <summary>Whether key and team have anything left to spend.</summary>
    Budgets,

    /// <summary>Asking the books, without the time in the queue.</summary>
    Admission,

    /// <summary>Making the upstream's request.</summary>
    Forwarding,
}
