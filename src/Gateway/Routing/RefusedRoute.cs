namespace Gateway.Routing;

/// <summary>Marks an endpoint that only refuses: later stages let it through without a key.</summary>
internal sealed class RefusedRoute
{
    public static RefusedRoute Instance { get; } = new();
}
