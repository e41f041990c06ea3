using Waves.Simulator.Wire;

namespace Waves.Simulator.Transcription;

/// <summary>The server frames of a live recognition socket (contract 4.2), as the handshake's switches want them.</summary>
internal sealed class RecognitionFrames(LiveOptions options)
{
    public string SessionId { get; } = SystemIds.Uuid();

    public static object Error(string message) => new { type = "error", status = "error", message };

    public object NotInRegion() => new
    {
        type = "error",
        error_code = "LANGUAGE_NOT_ENABLED_IN_REGION",
        message = $"Language '{options.Language}' has not been enabled in this region. Please contact support to request access.",
    };

    /// <param name="type"><c>speech_started</c> or <c>speech_ended</c>.</param>
    /// <param name="at">Place in the audio.</param>
    public object Vad(string type, TimeSpan at) => new { type, session_id = SessionId, timestamp = Math.Round(at.TotalSeconds, 3) };

    /// <summary>What is heard so far of a sentence.</summary>
    public object Partial(string text) => Transcription(text, isFinal: false, isLast: false);

    /// <summary>A finished sentence; an empty one is a legitimate answer to <c>finalize</c>.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="words">Its words.</param>
    /// <param name="last">Whether the server closes after it.</param>
    /// <param name="fromFinalize">Whether the client asked for it.</param>
    /// <param name="everything">All sentences of the session.</param>
    public object Final(string text, IReadOnlyList<HeardWord> words, bool last, bool fromFinalize, string everything)
    {
        var heard = words.Count > 0;
        return Transcription(
            text,
            isFinal: true,
            last,
            fromFinalize: fromFinalize ? true : null,
            language: options.Heard,
            languages: heard ? [options.Heard] : null,
            words: heard && options.WordTimestamps ? [.. words.Select(word => word.Body(options.Diarize, options.Unified))] : null,
            utterances: heard && options.SentenceTimestamps ? HeardWord.Utterances(words, options.Diarize, options.Unified) : null,
            redacted: options.Redact ? [] : null,

            // With English nothing came back in the recorded probe.
            everything: options.FullTranscript && options.Language != "en" ? everything : null);
    }

    private object Transcription(
        string text,
        bool isFinal,
        bool isLast,
        bool? fromFinalize = null,
        string? language = null,
        string[]? languages = null,
        object[]? words = null,
        object[]? utterances = null,
        string[]? redacted = null,
        string? everything = null) => new
        {
            type = "transcription",
            status = "success",
            session_id = SessionId,
            transcript = text,
            transcription = options.Unified ? text : null,
            is_final = isFinal,
            is_last = isLast,
            from_finalize = fromFinalize,
            language,
            languages,
            words,
            utterances,
            redacted_entities = redacted,
            full_transcript = everything,
        };
}
