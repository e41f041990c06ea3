using System.Globalization;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Transcription;

/// <summary>The handshake query of S2 and S4 (contract 4.2). Unknown parameters never matter, unusable values fall back.</summary>
internal sealed record LiveOptions(
    bool Unified,
    string Language,
    string Encoding,
    int SampleRate,
    bool WordTimestamps,
    bool SentenceTimestamps,
    bool Diarize,
    bool VadEvents,
    bool Endpointing,
    bool FullTranscript,
    bool Redact,
    TimeSpan EndOfUtterance)
{
    public static LiveOptions Read(Call call, bool unified) => new(
        unified,
        call.Query("language") ?? "multi-eu",
        call.Query("encoding") ?? "linear16",
        Number(call, "sample_rate", 16_000, 8_000, 48_000),
        call.QueryFlag("word_timestamps", otherwise: !unified),
        call.QueryFlag("sentence_timestamps"),
        call.QueryFlag("diarize"),
        call.Query("vad_events") is null ? call.QueryFlag("vad") : call.QueryFlag("vad_events"),
        call.QueryFlag("endpointing", otherwise: true),
        unified && call.QueryFlag("full_transcript"),
        call.QueryFlag("redact_pii") || call.QueryFlag("redact_pci"),
        TimeSpan.FromMilliseconds(Number(call, "eou_timeout_ms", 800, 100, 10_000)));

    /// <summary>What finals name as the language heard.</summary>
    public string Heard => Language.StartsWith("multi", StringComparison.Ordinal) || Language == "north_indic" ? "en" : Language;

    private static int Number(Call call, string name, int otherwise, int least, int most) =>
        int.TryParse(call.Query(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, least, most) : otherwise;
}
