namespace Waves.Simulator.Transcription;

/// <summary>Which recognition languages are at home where (contract Appendix A and its recorded probes).</summary>
internal static class RegionRules
{
    private static readonly string[] RecordingNowhere = ["yue", "north_indic"];
    private static readonly string[] RecordingIndiaOnly = ["multi-indic"];
    private static readonly string[] LiveIndiaOnly = ["ta", "te", "kn", "ml", "multi-south-indic"];
    private static readonly string[] LiveUsaOnly = ["zh", "yue", "ja", "ko", "multi-asian"];

    /// <summary>Whether a recording in the language is refused.</summary>
    public static bool RefusesRecording(string? language, string region) =>
        language is not null && (RecordingNowhere.Contains(language) || (RecordingIndiaOnly.Contains(language) && region != SimulatorOptions.India));

    /// <summary>Whether a live socket gets the region error frame.</summary>
    public static bool RefusesLive(string? language, string region) =>
        language is not null && LiveIndiaOnly.Contains(language) && region != SimulatorOptions.India;

    /// <summary>Whether a live socket is closed without a word.</summary>
    public static bool SilencesLive(string? language, string region) =>
        language is not null && (language == "multi-indic" || (LiveUsaOnly.Contains(language) && region != SimulatorOptions.Usa));
}
