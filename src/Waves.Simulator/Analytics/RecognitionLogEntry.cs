using System.Text.Json.Serialization;

namespace Waves.Simulator.Analytics;

/// <summary>One recognition in the log of A1 (contract 2.10).</summary>
internal sealed record RecognitionLogEntry
{
    [JsonPropertyName("request_id")]
    public required string RequestId { get; init; }

    [JsonPropertyName("timestamp")]
    public required string Timestamp { get; init; }

    [JsonPropertyName("request_type")]
    public required string RequestType { get; init; }

    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("language")]
    public required string Language { get; init; }

    [JsonPropertyName("duration")]
    public required double Duration { get; init; }

    [JsonPropertyName("file_size")]
    public required string FileSize { get; init; }

    [JsonPropertyName("transcription")]
    public required string Transcription { get; init; }

    [JsonPropertyName("word_timestamps")]
    public bool WordTimestamps { get; init; }

    [JsonPropertyName("diarize")]
    public bool Diarize { get; init; }

    [JsonPropertyName("redact_pii")]
    public bool RedactPii { get; init; }

    [JsonPropertyName("redact_pci")]
    public bool RedactPci { get; init; }

    [JsonPropertyName("numerals")]
    public string Numerals { get; init; } = "auto";

    [JsonPropertyName("keywords")]
    public string Keywords { get; init; } = "";

    [JsonPropertyName("emotion_detection")]
    public bool EmotionDetection { get; init; }

    [JsonPropertyName("gender_detection")]
    public bool GenderDetection { get; init; }

    [JsonPropertyName("emotions")]
    public string Emotions { get; init; } = "";

    [JsonPropertyName("gender")]
    public string Gender { get; init; } = "";

    [JsonPropertyName("webhook_url")]
    public string WebhookUrl { get; init; } = "";
}
