using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Documents;

/// <summary>A key as operators see it.</summary>
internal record KeyDocument : KeySettings, IVersioned
{
    public KeyDocument()
    {
    }

    public KeyDocument(KeySettings settings)
        : base(settings)
    {
    }

    /// <summary>Public id; may be shown and logged.</summary>
    [JsonPropertyOrder(-9)]
    public string Id { get; init; } = "";

    /// <summary>Its team.</summary>
    [JsonPropertyOrder(-7)]
    public string Team { get; init; } = "";

    /// <summary>What people call it; may be empty.</summary>
    [JsonPropertyOrder(-6)]
    public string Name { get; init; } = "";

    /// <summary>Whether it is in force.</summary>
    [JsonPropertyOrder(-5)]
    public KeyStatus Status { get; init; }

    /// <summary>Its secrets that are not over yet; two while it is rotated.</summary>
    [JsonPropertyOrder(1)]
    public ImmutableArray<SecretDocument> Secrets { get; init; } = [];

    /// <summary>When it was made.</summary>
    [JsonPropertyOrder(2)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    [JsonPropertyOrder(3)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was withdrawn.</summary>
    [JsonPropertyOrder(4)]
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Rises with every change; its ETag.</summary>
    [JsonPropertyOrder(5)]
    public long Version { get; init; }
}
