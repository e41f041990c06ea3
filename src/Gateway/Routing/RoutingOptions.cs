using Gateway.Policies.Contracts;

namespace Gateway.Routing;

/// <summary>Choices about routes.</summary>
public sealed class RoutingOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Routes";

    /// <summary>
    /// Whether unknown paths below <c>/waves/v1/</c> are forwarded (the row <c>passthrough</c>). The API grows faster than
    /// any gateway; switched off, they are 404 here.
    /// </summary>
    public bool Passthrough { get; set; } = true;

    /// <summary>What happens on deprecated and retired routes, by contract id: <c>pass</c>, <c>rewrite</c> or <c>gone</c>.</summary>
    public IDictionary<string, RouteMode> Modes { get; } = new Dictionary<string, RouteMode>(StringComparer.OrdinalIgnoreCase);
}
