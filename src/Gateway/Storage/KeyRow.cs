using System.Text.Json;
using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>A row of <c>virtual_keys</c>. Times are milliseconds since 1970.</summary>
internal sealed record KeyRow
{
    public string Id { get; init; } = "";

    public string Team { get; init; } = "";

    public string Name { get; init; } = "";

    public string Settings { get; init; } = "{}";

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long? RevokedAt { get; init; }

    public long Version { get; init; }

    public long Revision { get; init; }

    /// <summary>The settings, read anew at each call.</summary>
    public KeySettings ReadSettings() => JsonSerializer.Deserialize(Settings, StorageJson.KeySettings)!;

    /// <summary>The settings as they are stored; fields of derived records are left out.</summary>
    public static string WriteSettings(KeySettings settings) => JsonSerializer.Serialize(settings, StorageJson.KeySettings);
}
