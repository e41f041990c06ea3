using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Documents;

/// <summary>A team to be made.</summary>
internal sealed record NewTeam : TeamSettings
{
    public NewTeam()
    {
    }

    public NewTeam(TeamSettings settings)
        : base(settings)
    {
    }

    /// <summary>Its name, which cannot be changed: usage is accounted to it.</summary>
    [Required]
    [JsonPropertyOrder(-1)]
    public string Name { get; init; } = "";
}
