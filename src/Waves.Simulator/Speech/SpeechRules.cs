using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Waves.Simulator.Audio;
using Waves.Simulator.Dictionaries;
using Waves.Simulator.Voices;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Speech;

/// <summary>
/// Reads and judges the body of T1–T6. Faults found by the schema come in the live form (D-ZOD), missing fields in the
/// documented one (D-TTS), as contract 2.1 tells them.
/// </summary>
internal sealed partial class SpeechRules(VoiceCatalogue voices, DictionaryShelf dictionaries)
{
    private static readonly string[] Formats = ["wav", "ulaw", "alaw", "pcm", "mp3"];

    private static readonly int[] Rates = [8000, 16000, 24000, 44100];

    private static readonly (string Name, double Least, double Most)[] Ranges =
        [("speed", 0.5, 2), ("max_buffer_flush_ms", 0, 1000), ("complete_backoff_ms", 0, 10000)];

    private static readonly string[] ClientIds = ["session_id", "request_id"];

    private static readonly string[] LanguageFields = ["language", "number_pronunciation_language"];

    /// <returns>A request, or why it is none.</returns>
    public (SpeechRequest? Request, SpeechRefusal? Refusal) Read(JsonElement body)
    {
        if (body.FindText("text") is not { } text)
            return (null, Documented("The 'text' field is required."));
        if (body.FindText("voice_id") is not { } voice)
            return (null, Documented("The 'voice_id' field is required."));

        var model = SpeechModel.Find(body.FindText("model"));
        if (model is null)
            return (null, Live([ZodIssue.Enum("model", body.FindText("model")!, SpeechModel.Names)]));

        var issues = Issues(body, model, voice).ToArray();
        if (issues.Length > 0)
            return (null, Live(issues));
        if (UnknownDictionary(body))
            return (null, Documented("Invalid input data"));

        var format = body.FindText("output_format") ?? "pcm";
        return (new SpeechRequest
        {
            Text = text,
            VoiceId = voice,
            Model = model,
            SampleRate = (int)(body.FindNumber("sample_rate") ?? 44100),
            Speed = body.FindNumber("speed") ?? 1,
            Language = body.FindText("language") ?? body.FindText("number_pronunciation_language"),
            Format = FormatOf(format),
            FormatName = format,
            WordTimestamps = body.FindFlag("word_timestamps"),
            SessionId = body.FindText("session_id"),
            RequestId = body.FindText("request_id"),
            Continue = body.FindFlag("continue"),
            Flush = body.FindFlag("flush"),
            BufferFlush = TimeSpan.FromMilliseconds(body.FindNumber("max_buffer_flush_ms") ?? 0),
            CompleteBackoff = body.FindNumber("complete_backoff_ms") is { } backoff ? TimeSpan.FromMilliseconds(backoff) : null,
        }, null);
    }

    /// <summary>Whether word times exist for what was asked (contract 4.1): some voices, in English and Hindi.</summary>
    public bool HasWordTimes(SpeechRequest request) =>
        voices.HasWordTimes(request.VoiceId) && request.Language is null or "en" or "hi" or "auto";

    private IEnumerable<ZodIssue> Issues(JsonElement body, SpeechModel model, string voice)
    {
        if (body.FindText("output_format") is { } format && !Formats.Contains(format))
            yield return ZodIssue.Enum("output_format", format, Formats);
        if (body.Find("sample_rate") is { } rate && !(rate.ValueKind == JsonValueKind.Number && rate.TryGetInt32(out var hertz) && Rates.Contains(hertz)))
            yield return ZodIssue.Enum("sample_rate", rate.ToString(), [.. Rates.Select(static known => known.ToString(CultureInfo.InvariantCulture))]);

        foreach (var (name, least, most) in Ranges)
        {
            if (body.FindNumber(name) is { } number && (number < least || number > most))
                yield return ZodIssue.Range(name, number, least, most);
        }

        foreach (var name in ClientIds)
        {
            if (body.FindText(name) is { } id && !ClientId().IsMatch(id))
                yield return ZodIssue.Pattern(name);
        }

        foreach (var name in LanguageFields)
        {
            if (body.FindText(name) is { } language && !model.Speaks(language))
                yield return ZodIssue.Custom(name, $"Language '{language}' is not supported on the {model.Name} model. Supported languages: {string.Join(", ", model.Languages)}");
        }

        if (!voices.Knows(voice, model))
            yield return ZodIssue.Custom("voice_id", "Invalid Voice ID");
    }

    private bool UnknownDictionary(JsonElement body)
    {
        if (body.Find("pronunciation_dicts") is not { ValueKind: JsonValueKind.Array } ids)
            return false;
        foreach (var id in ids.EnumerateArray())
        {
            if (id.ValueKind != JsonValueKind.String || !dictionaries.Contains(id.GetString()!))
                return true;
        }

        return false;
    }

    private static SpeechRefusal Documented(string message) => new(message, TtsDialect.Invalid(message));

    private static SpeechRefusal Live(ZodIssue[] issues) => new(issues[0].Message, ZodIssue.List(issues));

    private static AudioFormat FormatOf(string name) => name switch
    {
        "wav" => AudioFormat.Wav,
        "mp3" => AudioFormat.Mp3,
        "ulaw" => AudioFormat.MuLaw,
        "alaw" => AudioFormat.ALaw,
        _ => AudioFormat.Pcm,
    };

    [GeneratedRegex(@"^[a-zA-Z0-9_\-.]{1,128}$")]
    private static partial Regex ClientId();
}
