namespace Waves.Simulator.Speech;

/// <summary>The two Lightning pools and what each speaks (contract Appendix A).</summary>
internal sealed record SpeechModel(string Name, string HyphenName, string[] Languages)
{
    public static SpeechModel Standard { get; } = new("lightning_v3.1", "lightning-v3.1",
        ["en", "hi", "mr", "kn", "ta", "bn", "gu", "te", "ml", "pa", "or", "es", "de", "fr", "it", "nl", "sv", "pt", "ru", "pl"]);

    public static SpeechModel Pro { get; } = new("lightning_v3.1_pro", "lightning-v3.1-pro",
        [.. Standard.Languages, "el", "fi", "no", "zh", "ja", "ko", "id", "ms", "vi", "tr", "ar"]);

    public static string[] Names { get; } = [Standard.Name, Pro.Name];

    public static SpeechModel? Find(string? name) =>
        name is null || name == Standard.Name ? Standard : name == Pro.Name ? Pro : null;

    /// <summary>Whether the service takes the language; <c>he</c> is taken without being listed.</summary>
    public bool Speaks(string language) =>
        language == "auto" || Languages.Contains(language) || (this == Standard && language == "he");
}
