using System.Text.Json.Serialization;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Documents;

/// <summary>What changes of a key. What is not named stays; null takes away.</summary>
/// <remarks>Describes the body; patches are applied to the key's own document.</remarks>
internal sealed record KeyPatch : KeySettings
{
    /// <summary>What people call it; unique within the team. Empty: it goes by its id.</summary>
    [JsonPropertyOrder(-1)]
    public string Name { get; init; } = "";
}
