using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Documents;

/// <summary>A key to be made.</summary>
internal sealed record NewKey : KeySettings
{
    public NewKey()
    {
    }

    public NewKey(KeySettings settings)
        : base(settings)
    {
    }

    /// <summary>Its team.</summary>
    [Required]
    [JsonPropertyOrder(-2)]
    public string Team { get; init; } = "";

    /// <summary>What people call it; unique within the team. Empty: it goes by its id.</summary>
    [JsonPropertyOrder(-1)]
    public string Name { get; init; } = "";
}
