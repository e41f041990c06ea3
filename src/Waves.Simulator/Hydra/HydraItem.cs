using System.Text.Json.Serialization;

namespace Waves.Simulator.Hydra;

/// <summary>An item of the conversation as events show it (contract 4.3).</summary>
internal sealed record HydraItem
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("type")]
    public required string Type { get; init; }

    [JsonPropertyName("role")]
    public string? Role { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("content")]
    public object[]? Content { get; init; }

    [JsonPropertyName("call_id")]
    public string? CallId { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("arguments")]
    public string? Arguments { get; init; }

    [JsonPropertyName("output")]
    public string? Output { get; init; }

    /// <summary>The item without what only its own events carry, for <c>response.output</c>.</summary>
    public HydraItem Summary() => this with { Content = null };
}
