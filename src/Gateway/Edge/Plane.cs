namespace Gateway.Edge;

/// <summary>Which of the two faces of the process a connection came to.</summary>
internal sealed class Plane
{
    private Plane(string name) => Name = name;

    /// <summary>The API of Waves, for callers.</summary>
    public static Plane Data { get; } = new("data");

    /// <summary>Health, metrics and administration, for operators.</summary>
    public static Plane Admin { get; } = new("admin");

    /// <summary>For logs.</summary>
    public string Name { get; }

    /// <summary>The plane of a request; the data plane where a listener was configured without one.</summary>
    public static Plane Of(HttpContext context) => context.Feature<Plane>() ?? Data;
}
