using System.Text.Json.Serialization;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Documents;

/// <summary>A team as operators see it.</summary>
internal sealed record TeamDocument : TeamSettings, IVersioned
{
    public TeamDocument()
    {
    }

    public TeamDocument(TeamSettings settings)
        : base(settings)
    {
    }

    /// <summary>Its name.</summary>
    [JsonPropertyOrder(-2)]
    public string Name { get; init; } = "";

    /// <summary>How many of its keys are not revoked.</summary>
    [JsonPropertyOrder(1)]
    public int Keys { get; init; }

    /// <summary>When it was made.</summary>
    [JsonPropertyOrder(2)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    [JsonPropertyOrder(3)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Rises with every change; its ETag.</summary>
    [JsonPropertyOrder(4)]
    public long Version { get; init; }
}
