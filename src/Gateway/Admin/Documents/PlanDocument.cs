using System.Text.Json.Serialization;
using Gateway.Policies.Plans;

namespace Gateway.Admin.Documents;

/// <summary>A plan as operators see it.</summary>
internal sealed record PlanDocument : PlanSettings, IVersioned
{
    public PlanDocument()
    {
    }

    public PlanDocument(PlanSettings settings)
        : base(settings)
    {
    }

    /// <summary>Its name.</summary>
    [JsonPropertyOrder(-2)]
    public string Name { get; init; } = "";

    /// <summary>Whether it ships with the gateway; a stored plan of the same name takes its place.</summary>
    [JsonPropertyOrder(-1)]
    public bool BuiltIn { get; init; }

    /// <summary>When it last changed; null for one that ships.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Rises with every change; its ETag.</summary>
    [JsonPropertyOrder(2)]
    public long Version { get; init; }
}
