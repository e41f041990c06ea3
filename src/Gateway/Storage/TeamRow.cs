using System.Text.Json;
using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>A row of <c>teams</c>. Times are milliseconds since 1970.</summary>
internal sealed record TeamRow
{
    public string Name { get; init; } = "";

    public string Settings { get; init; } = "{}";

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long? DeletedAt { get; init; }

    public long Version { get; init; }

    public long Revision { get; init; }

    /// <summary>The settings, read anew at each call.</summary>
    public TeamSettings ReadSettings() => JsonSerializer.Deserialize(Settings, StorageJson.TeamSettings)!;

    /// <summary>The settings as they are stored.</summary>
    public static string WriteSettings(TeamSettings settings) => JsonSerializer.Serialize(settings, StorageJson.TeamSettings);
}
