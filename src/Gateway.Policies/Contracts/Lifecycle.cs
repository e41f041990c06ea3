namespace Gateway.Policies.Contracts;

/// <summary>Where a route stands in its life, and what to tell those who still call it.</summary>
/// <param name="DefaultMode">What happens unless the operator chooses otherwise.</param>
/// <param name="Successor">Path of the route to use instead, as clients call it; null when there is none.</param>
/// <param name="DeprecatedAt">Value of the <c>Deprecation</c> header (RFC 9745); null sends none.</param>
/// <param name="SunsetAt">Value of the <c>Sunset</c> header (RFC 8594); null sends none.</param>
/// <param name="CanRewrite">Whether the payload maps one to one onto the successor.</param>
public sealed record Lifecycle(
    RouteMode DefaultMode,
    string? Successor = null,
    DateTimeOffset? DeprecatedAt = null,
    DateTimeOffset? SunsetAt = null,
    bool CanRewrite = false)
{
    /// <summary>A route in full service.</summary>
    public static Lifecycle Current { get; } = new(RouteMode.Pass);

    /// <summary>
    /// The path that a 410 names, where the upstream's own 410 names another than <see cref="Successor"/> (waves-api 3.1,
    /// D-GONE); null: the same.
    /// </summary>
    public string? RecommendedEndpoint { get; init; }

    /// <summary>Whether callers are told to move on.</summary>
    public bool IsEnding => Successor is not null || DefaultMode is RouteMode.Gone;
}
