using System.Text.Json.Serialization;

namespace Waves.Simulator.Analytics;

/// <summary>One delivery attempt in the log of A9 (contract 2.10).</summary>
internal sealed record WebhookLogEntry
{
    [JsonPropertyName("org_id")]
    public required string OrgId { get; init; }

    [JsonPropertyName("request_id")]
    public required string RequestId { get; init; }

    [JsonPropertyName("webhook_url")]
    public required string WebhookUrl { get; init; }

    [JsonPropertyName("method")]
    public required string Method { get; init; }

    [JsonPropertyName("event_type")]
    public string EventType { get; init; } = "asr.completed";

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    [JsonPropertyName("response_status_code")]
    public required int ResponseStatusCode { get; init; }

    [JsonPropertyName("error")]
    public required string Error { get; init; }

    [JsonPropertyName("timestamp")]
    public required string Timestamp { get; init; }

    [JsonPropertyName("duration_ms")]
    public required long DurationMs { get; init; }
}
