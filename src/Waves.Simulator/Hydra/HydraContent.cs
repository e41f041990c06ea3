using System.Text.Json.Serialization;

namespace Waves.Simulator.Hydra;

/// <summary>Part of a finished message. There is no transcript, and the field says so with null.</summary>
internal sealed record HydraContent(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("text"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Text = null);
