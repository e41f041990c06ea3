using System.Globalization;
using Waves.Simulator.Speech;

namespace Waves.Simulator.Analytics;

/// <summary>The account's own logs, as A1–A9 show them: what was really answered. Thread-safe.</summary>
internal sealed class UsageLog(TimeProvider time)
{
    /// <summary>Illustrative: the service publishes no figure.</summary>
    private const double CreditsPerCharacter = 0.05;

    /// <summary>Characters of text kept in a log row; <c>text_len</c> always tells all of them.</summary>
    private const int MaxLoggedCharacters = 1000;

    public BoundedLog<SpeechLogEntry> Speech { get; } = new();

    public BoundedLog<RecognitionLogEntry> Recognition { get; } = new();

    public BoundedLog<WebhookLogEntry> Webhooks { get; } = new();

    public HourlySeries SpeechRequests { get; } = new(peak: false);

    public HourlySeries SpeechCredits { get; } = new(peak: false);

    public HourlySeries SpeechConcurrency { get; } = new(peak: true);

    public HourlySeries SpeechSockets { get; } = new(peak: true);

    public HourlySeries RecognitionRequests { get; } = new(peak: false);

    /// <summary>Now, in the form of log rows.</summary>
    public string Timestamp => time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <param name="request">What was asked for.</param>
    /// <param name="text">What was spoken: on sockets a whole segment.</param>
    /// <param name="requestType"><c>rest</c> or <c>ws</c>.</param>
    /// <param name="concurrent">Syntheses running now, this one included.</param>
    public void Spoke(SpeechRequest request, string text, string requestType, int concurrent)
    {
        var now = time.GetUtcNow();
        var credits = Math.Round(text.Length * CreditsPerCharacter, 2);
        SpeechRequests.Add(now, 1);
        SpeechCredits.Add(now, credits);
        SpeechConcurrency.Add(now, concurrent);
        Speech.Add(new SpeechLogEntry
        {
            Timestamp = Timestamp,
            RequestType = requestType,
            Model = request.Model.HyphenName,
            VoiceId = request.VoiceId,
            Language = request.Language ?? "en",
            Text = text.Length > MaxLoggedCharacters ? text[..MaxLoggedCharacters] : text,
            TextLength = text.Length,
            Credits = credits,
            Speed = request.Speed,
            SampleRate = request.SampleRate,
            OutputFormat = request.FormatName,
        });
    }

    public void SocketOpened(int open) => SpeechSockets.Add(time.GetUtcNow(), open);

    public void Recognised(RecognitionLogEntry entry)
    {
        RecognitionRequests.Add(time.GetUtcNow(), 1);
        Recognition.Add(entry);
    }

    public void Clear()
    {
        Speech.Clear();
        Recognition.Clear();
        Webhooks.Clear();
        SpeechRequests.Clear();
        SpeechCredits.Clear();
        SpeechConcurrency.Clear();
        SpeechSockets.Clear();
        RecognitionRequests.Clear();
    }
}
