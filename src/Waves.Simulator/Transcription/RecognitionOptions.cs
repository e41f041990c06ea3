using Waves.Simulator.Wire;

namespace Waves.Simulator.Transcription;

/// <summary>The query switches of S1 and S3 that change the answer (contract 2.3 and 2.4).</summary>
internal sealed record RecognitionOptions(
    string Model,
    string? Language,
    bool WordTimestamps,
    bool Diarize,
    bool Gender,
    bool Emotion,
    Uri? Webhook,
    string WebhookMethod,
    string? WebhookExtra)
{
    public static RecognitionOptions Read(Call call, string model) => new(
        model,
        call.Query("language"),
        call.QueryFlag("word_timestamps"),
        call.QueryFlag("diarize"),
        call.QueryFlag("gender_detection"),
        call.QueryFlag("emotion_detection"),
        Uri.TryCreate(call.Query("webhook_url"), UriKind.Absolute, out var webhook) ? webhook : null,
        call.Query("webhook_method") is "GET" ? "GET" : "POST",
        call.Query("webhook_extra"));
}
