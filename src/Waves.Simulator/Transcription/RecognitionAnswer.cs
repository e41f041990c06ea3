using System.Text.Json.Nodes;

namespace Waves.Simulator.Transcription;

/// <summary>The 200 bodies of S1 and S3 (contract 2.3 and 2.4).</summary>
internal static class RecognitionAnswer
{
    /// <summary>Recordings are worked on in pieces of this length.</summary>
    private static readonly TimeSpan ProChunk = TimeSpan.FromSeconds(30);

    /// <summary>How much faster than the audio Pulse Pro says it was.</summary>
    private const double ProSpeed = 71.9;

    public static object Pulse(Recording recording, IReadOnlyList<HeardWord> words, RecognitionOptions options) => new
    {
        status = "success",
        transcription = Transcript.Text(words),
        audio_length = recording.FileName is null ? (double?)null : Seconds(recording),
        words = options.WordTimestamps ? words.Select(word => word.Body(options.Diarize)).ToArray() : [],
        utterances = options.WordTimestamps ? HeardWord.Utterances(words, options.Diarize) : [],
        gender = options.Gender ? "female" : null,
        emotions = options.Emotion ? new { happiness = 0.41, sadness = 0.05, disgust = 0.01, fear = 0.02, anger = 0.03 } : null,
        metadata = new { duration = Seconds(recording), fileSize = recording.Bytes, filename = recording.FileName },
    };

    public static object PulsePro(Recording recording, IReadOnlyList<HeardWord> words, RecognitionOptions options, string requestId) => new
    {
        status = "success",
        transcription = Transcript.Text(words),
        words = options.WordTimestamps ? words.Select(static word => word.Body(diarize: false)).ToArray() : [],
        language = options.Language ?? "en",
        request_id = requestId,
        totalBytes = recording.Bytes,
        metadata = ProMetadata(recording),
    };

    /// <summary>What a webhook gets: the answer without the byte count, and the pairs of <c>webhook_extra</c>.</summary>
    public static JsonObject Webhook(Recording recording, IReadOnlyList<HeardWord> words, RecognitionOptions options, string requestId)
    {
        var body = new JsonObject
        {
            ["status"] = "success",
            ["transcription"] = Transcript.Text(words),
            ["words"] = ToNode(options.WordTimestamps ? words.Select(static word => word.Body(diarize: false)).ToArray() : []),
            ["language"] = options.Language ?? "en",
            ["request_id"] = requestId,
            ["metadata"] = ToNode(ProMetadata(recording)),
        };
        foreach (var pair in options.WebhookExtra?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                body[pair[..colon].Trim()] = pair[(colon + 1)..].Trim();
        }

        return body;
    }

    private static object ProMetadata(Recording recording) => new
    {
        duration = Seconds(recording),
        processing_time_ms = Math.Round(recording.Length.TotalMilliseconds / ProSpeed, 1),
        rtfx = ProSpeed,
        num_chunks = Math.Max(1, (int)Math.Ceiling(recording.Length / ProChunk)),
    };

    private static double Seconds(Recording recording) => Math.Round(recording.Length.TotalSeconds, 4);

    private static JsonNode? ToNode(object value) => System.Text.Json.JsonSerializer.SerializeToNode(value, value.GetType(), Wire.WireJson.Options);
}
