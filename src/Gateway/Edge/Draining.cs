namespace Gateway.Edge;

/// <summary>Marks a request that came while the process shuts down: new work is refused, health still answers.</summary>
internal sealed class Draining
{
    public static Draining Instance { get; } = new();
}
