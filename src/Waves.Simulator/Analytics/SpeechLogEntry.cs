using System.Text.Json.Serialization;

namespace Waves.Simulator.Analytics;

/// <summary>One synthesis in the log of A4 (contract 2.10).</summary>
internal sealed record SpeechLogEntry
{
    [JsonPropertyName("timestamp")]
    public required string Timestamp { get; init; }

    [JsonPropertyName("request_type")]
    public required string RequestType { get; init; }

    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("voice_id")]
    public required string VoiceId { get; init; }

    [JsonPropertyName("language")]
    public required string Language { get; init; }

    [JsonPropertyName("text")]
    public required string Text { get; init; }

    [JsonPropertyName("text_len")]
    public required int TextLength { get; init; }

    [JsonPropertyName("credits")]
    public required double Credits { get; init; }

    [JsonPropertyName("speed")]
    public required double Speed { get; init; }

    [JsonPropertyName("sample_rate")]
    public required int SampleRate { get; init; }

    [JsonPropertyName("output_format")]
    public required string OutputFormat { get; init; }

    [JsonPropertyName("enhancement")]
    public int Enhancement { get; init; } = 1;

    [JsonPropertyName("similarity")]
    public int Similarity { get; init; }

    [JsonPropertyName("consistency")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Consistency { get; init; }

    [JsonPropertyName("is_pvc")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public bool? IsPvc { get; init; }
}
