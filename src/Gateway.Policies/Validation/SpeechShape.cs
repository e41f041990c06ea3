using System.Buffers;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Validation.Json;

namespace Gateway.Policies.Validation;

/// <summary>What requests and socket frames of synthesis look like (waves-api 2.1, 4.1).</summary>
internal static class SpeechShape
{
    /// <summary>Sample rate when none is asked for, the native rate of the models, in Hz.</summary>
    public const int DefaultSampleRate = 44100;

    /// <summary>Format when none is asked for.</summary>
    public const string DefaultFormat = "pcm";

    private const int MaxIdLength = 128;

    private static readonly OptionSet Models = new(ModelNames.Lightning, ModelNames.LightningPro);

    // In the order in which the service was seen to list them; mulaw is not among them (8.4).
    private static readonly OptionSet Formats = new("wav", "ulaw", "alaw", "pcm", "mp3");
    private static readonly OptionSet SpokenLanguages = new(Languages.Speech);

    private static readonly SearchValues<byte> IdCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."u8);

    /// <summary>Body of T1, T2, T4, T5.</summary>
    public static ObjectValue Request { get; } = new(
    [
        .. Common(isRequired: true),
        new("output_format", new OptionValue(Formats) { Fact = Fact.Format }),
        new("pronunciation_dicts", new ArrayValue(new TextValue())),
    ])
    {
        Across = JudgeLanguage,
    };

    /// <summary>Frame of T3 and T6. Presence is judged by the frame rules: a frame without text may be of a kind not known here.</summary>
    public static ObjectValue Frame { get; } = new(
    [
        .. Common(isRequired: false),
        new("continue", new FlagValue { Fact = Fact.Continue }),
        new("flush", new FlagValue { Fact = Fact.Flush }),
        new("max_buffer_flush_ms", new NumberValue(0, 1000) { IsInteger = true }),
        new("complete_backoff_ms", new NumberValue(0, 10000)),
        // Sent by clients on sockets where no schema names it: remembered, not judged.
        new("output_format", new TextValue { Fact = Fact.Format, Known = Formats }),
    ])
    {
        Across = JudgeLanguage,
    };

    /// <summary>Bodies and frames of models that are no longer documented: what they bill is found, nothing is refused.</summary>
    public static ObjectValue Legacy { get; } = new(
        new("text", new AnyValue(new TextValue { Fact = Fact.Text })),
        new("voice_id", new AnyValue(new TextValue { Fact = Fact.Voice })),
        new("language", new AnyValue(new TextValue { Fact = Fact.Language, Known = SpokenLanguages })),
        new("output_format", new AnyValue(new TextValue { Fact = Fact.Format, Known = Formats })),
        new("continue", new AnyValue(new FlagValue { Fact = Fact.Continue })),
        new("flush", new AnyValue(new FlagValue { Fact = Fact.Flush })));

    /// <summary>The ids of a frame, which an error frame repeats.</summary>
    public static ObjectValue Ids { get; } = new(
        new("session_id", new AnyValue(new TextValue { Fact = Fact.SessionId })),
        new("request_id", new AnyValue(new TextValue { Fact = Fact.RequestId })));

    private static JsonField[] Common(bool isRequired) =>
    [
        new("text", new TextValue { Fact = Fact.Text }, isRequired),
        new("voice_id", new TextValue { Fact = Fact.Voice }, isRequired),
        new("model", new OptionValue(Models) { Fact = Fact.Model }),
        new("sample_rate", new NumberOptionValue(8000, 16000, 24000, 44100) { Fact = Fact.SampleRate }),
        new("speed", new NumberValue(0.5, 2)),
        new("language", new TextValue { Fact = Fact.Language, Known = SpokenLanguages }),
        new("number_pronunciation_language", new OptionValue(SpokenLanguages) { Fact = Fact.NumberLanguage }),
        new("math_notation", new FlagValue()),
        new("word_timestamps", new FlagValue()),
        new("session_id", new TextValue { Max = MaxIdLength, Characters = IdCharacters }),
        new("request_id", new TextValue { Max = MaxIdLength, Characters = IdCharacters }),
    ];

    private static void JudgeLanguage(ref Findings findings)
    {
        var model = findings.Model ?? ModelNames.Lightning;
        if (findings.Language is not { } language || Languages.IsTaken(model, language))
            return;
        var supported = string.Join(", ", Languages.OfSpeechModel(model));
        findings.Add(Zod.Custom($"Language '{ShownText.Of(language)}' is not supported on the {model} model. Supported languages: {supported}", "language"));
    }
}
