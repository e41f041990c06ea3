using System.Collections.Immutable;

namespace Gateway.Policies.Errors;

/// <summary>
/// An answer of the gateway's own, before it is worded for an endpoint. Stages return it; one writer turns it into bytes.
/// </summary>
/// <param name="Kind">The condition; fixes status and error name.</param>
/// <param name="Message">For the client: what was wrong, what is allowed, what to do next. Never echoes input or secrets.</param>
public sealed record GatewayError(ErrorKind Kind, string Message)
{
    /// <summary>Details of a refused body, query or form.</summary>
    public ImmutableArray<Issue> Issues { get; init; } = [];

    /// <summary>When it makes sense to try again; sent as whole seconds, rounded up.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The route to use instead (<see cref="ErrorKind.Gone"/>).</summary>
    public string? Successor { get; init; }
}
