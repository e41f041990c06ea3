using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Declarations;

/// <summary>A team with its named keys.</summary>
internal sealed record DeclaredTeam : TeamSettings
{
    public DeclaredTeam()
    {
    }

    public DeclaredTeam(TeamSettings settings)
        : base(settings)
    {
    }

    /// <summary>Keys by name. Keys without a name are nobody's business here.</summary>
    [JsonPropertyOrder(1)]
    public ImmutableSortedDictionary<string, KeySettings> Keys { get; init; } = ImmutableSortedDictionary<string, KeySettings>.Empty;
}
