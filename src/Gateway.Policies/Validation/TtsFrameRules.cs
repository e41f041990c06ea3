using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Validation.Json;

namespace Gateway.Policies.Validation;

/// <summary>
/// What a client's text frame on a TTS socket must fulfil (waves-api 4.1). Judging a valid frame allocates nothing when
/// its voice is that of the frame before. Immutable and thread-safe.
/// </summary>
public sealed class TtsFrameRules
{
    private static readonly GatewayError Malformed = new(ErrorKind.Malformed, "The frame is not a valid JSON object in UTF-8.");

    private readonly ObjectValue _shape;
    private readonly string? _defaultModel;
    private readonly bool _judgesPresence;

    private TtsFrameRules(ObjectValue shape, string? defaultModel, bool judgesPresence)
    {
        _shape = shape;
        _defaultModel = defaultModel;
        _judgesPresence = judgesPresence;
    }

    /// <summary>T3, T6.</summary>
    public static TtsFrameRules Current { get; } = new(SpeechShape.Frame, ModelNames.Lightning, judgesPresence: true);

    /// <summary>Retired routes: facts only, nothing but broken JSON is refused.</summary>
    /// <param name="model">The model that the path means; null when it means none.</param>
    public static TtsFrameRules Legacy(string? model) => new(SpeechShape.Legacy, model, judgesPresence: false);

    /// <summary>Judges a whole text message.</summary>
    /// <param name="frame">Its payload, unmasked.</param>
    /// <param name="previous">Facts of the frame before it on this socket, or the default for the first.</param>
    /// <param name="facts">What the frame says; also filled as far as possible when it is refused.</param>
    /// <returns>Null when the frame may go on; otherwise what to answer on the socket, which stays open.</returns>
    public GatewayError? Judge(ReadOnlySpan<byte> frame, in TtsFrameFacts previous, out TtsFrameFacts facts)
    {
        var findings = new Findings { KnownVoice = previous.Voice };
        var isJson = JsonPass.TryRun(_shape, frame, ref findings);
        var hasText = findings.Has(Fact.Text);
        facts = new()
        {
            HasText = hasText,
            IsBlank = !hasText || findings.TextIsBlank,
            Continue = findings.Has(Fact.Continue),
            Flush = findings.Has(Fact.Flush),
            Characters = findings.TextLength.Characters,
            CodePoints = findings.TextLength.CodePoints,
            Model = findings.Model ?? _defaultModel,
            Voice = findings.Voice,
            Language = findings.Language ?? findings.NumberLanguage,
            Format = findings.Format ?? SpeechShape.DefaultFormat,
            SampleRate = findings.SampleRate > 0 ? findings.SampleRate : SpeechShape.DefaultSampleRate,
        };
        if (!isJson)
            return Malformed;
        if (findings.HasIssues)
            return Refusal.OfSpeech(findings.Issues);
        return _judgesPresence ? JudgePresence(hasText, findings.Has(Fact.Voice)) : null;
    }

    /// <summary>The ids that an error frame in answer to a frame repeats; none when the frame is not JSON.</summary>
    public static FrameEcho EchoOf(ReadOnlySpan<byte> frame)
    {
        var findings = default(Findings);
        JsonPass.TryRun(SpeechShape.Ids, frame, ref findings);
        return new(findings.SessionId, findings.RequestId, EventId: null);
    }

    // Text without a voice, or a voice without text, is a synthesis frame that lacks something. One with neither is of a
    // kind that is not known here (a cancel message was seen in the wild) and goes on.
    private static GatewayError? JudgePresence(bool hasText, bool hasVoice) => (hasText, hasVoice) switch
    {
        (true, false) => Refusal.Of("The 'voice_id' field is required."),
        (false, true) => Refusal.Of("The 'text' field is required."),
        _ => null,
    };
}
