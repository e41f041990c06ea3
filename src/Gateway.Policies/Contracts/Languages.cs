using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Gateway.Policies.Contracts;

/// <summary>
/// Language codes by product (waves-api Appendix A). Synthesis refuses what a model does not speak; transcription codes
/// are listed for display and never checked, because the service accepts others.
/// </summary>
public static class Languages
{
    /// <summary>The value that lets the service find the language of the text.</summary>
    public const string Auto = "auto";

    /// <summary>Codes of the <c>language</c> field of synthesis, in the service's own order.</summary>
    public static ImmutableArray<string> Speech { get; } =
    [
        Auto, "en", "hi", "mr", "kn", "ta", "bn", "gu", "te", "ml", "pa", "or", "es", "de", "fr", "it", "nl", "sv", "pt", "ru",
        "el", "fi", "no", "pl", "ar", "zh", "id", "ja", "ko", "ms", "tr", "vi",
    ];

    /// <summary>What <c>lightning_v3.1</c> speaks, in the order in which the service lists it.</summary>
    public static ImmutableArray<string> SpeechStandard { get; } =
    [
        "en", "hi", "mr", "kn", "ta", "bn", "gu", "te", "ml", "pa", "or", "es", "de", "fr", "it", "nl", "sv", "pt", "ru", "pl",
    ];

    /// <summary>What <c>lightning_v3.1_pro</c> speaks.</summary>
    public static ImmutableArray<string> SpeechPro { get; } = Speech.Remove(Auto);

    /// <summary>Codes of recordings (S1, S3); Pulse Pro speaks <c>en</c> only.</summary>
    public static ImmutableArray<string> Recordings { get; } =
    [
        "en", "hi", "de", "es", "ru", "it", "fr", "nl", "pt", "uk", "pl", "cs", "sk", "lv", "et", "ro", "fi", "sv", "bg", "hu",
        "da", "lt", "mt", "zh", "ja", "ko", "multi-eu", "multi-asian", "multi-indic",
    ];

    /// <summary>Codes of live audio (S2, S4).</summary>
    public static ImmutableArray<string> Live { get; } =
    [
        "en", "hi", "de", "es", "ru", "it", "fr", "nl", "pt", "zh", "yue", "ja", "ko", "gu", "mr", "or", "bn", "ta", "te", "kn",
        "ml", "north_indic", "multi-asian", "multi-south-indic",
    ];

    // Hebrew is not offered, yet the service takes it.
    private static readonly FrozenSet<string> TakenByStandard = SpeechStandard.Append(Auto).Append("he").ToFrozenSet();
    private static readonly FrozenSet<string> TakenByPro = Speech.ToFrozenSet();

    /// <summary>Whether a synthesis model takes a language; true for models that are not known.</summary>
    public static bool IsTaken(string speechModel, string language)
    {
        if (ModelName.Same(speechModel, ModelNames.LightningPro))
            return TakenByPro.Contains(language);
        return !ModelName.Same(speechModel, ModelNames.Lightning) || TakenByStandard.Contains(language);
    }

    /// <summary>What a refusal lists as supported.</summary>
    public static ImmutableArray<string> OfSpeechModel(string speechModel) =>
        ModelName.Same(speechModel, ModelNames.LightningPro) ? SpeechPro : SpeechStandard;
}
