using System.Collections.Immutable;
using Gateway.Policies.Errors;
using Gateway.Policies.Validation;
using Gateway.Policies.Validation.Query;

namespace Gateway.Policies.Contracts;

// Retired and legacy routes: waves-api 8.3, bodies in 2.11. Answered with 410 here where the upstream is known to do so;
// where its state is unknown the call goes on and the upstream answers for itself. GET /{old model}/get_voices is V5.
public static partial class WavesContracts
{
    // Voices of the old models do not exist on v3.1, so rewriting is possible but never the default.
    private static ImmutableArray<string> OldVoiceTuning => ["consistency", "similarity", "enhancement"];

    private static IEnumerable<WavesContract> Retired() =>
    [
        GoneSpeech("R-lightning-v2-get-speech", "/lightning-v2/get_speech", "lightning-v2", "T1", "/waves/v1/tts"),
        GoneSpeech("R-lightning-v2-stream", "/lightning-v2/stream", "lightning-v2", "T2", "/waves/v1/tts/live"),
        OldSpeechSocket("R-lightning-v2-stream-ws", "/lightning-v2/get_speech/stream", "lightning-v2"),
        GoneSpeech("R-lightning-large-get-speech", "/lightning-large/get_speech", "lightning-large", "T1", "/waves/v1/tts"),
        GoneSpeech("R-lightning-large-stream", "/lightning-large/stream", "lightning-large", "T2", "/waves/v1/tts/live"),
        OldSpeechSocket("R-lightning-large-stream-ws", "/lightning-large/stream", "lightning-large"),

        Old("R-lightning-large-add-voice", "/lightning-large/add_voice", Post, LimitGroup.Clone, "/waves/v1/voice-cloning") with
        {
            DefaultModel = "lightning-large",
            MaxBodyBytes = ContractLimits.MaxCloneFormBytes,
            ResponseTimeout = ContractLimits.LongAnswer,
            Dialect = ErrorDialects.Clone,
        },
        Old("R-lightning-large-get-cloned-voices", "/lightning-large/get_cloned_voices", Get, LimitGroup.Management, "/waves/v1/voice-cloning") with
        {
            Body = BodyKind.None,
        },
        Old("R-lightning-large-delete", "/lightning-large", Delete, LimitGroup.Management, "/waves/v1/voice-cloning/delete") with
        {
            Lifecycle = new(RouteMode.Gone, "/waves/v1/voice-cloning/delete"),
        },
        Old("R-prof-voice-cloning", "/prof-voice-cloning/{**rest}", Post, LimitGroup.Clone, "/waves/v1/voice-cloning") with
        {
            MaxBodyBytes = ContractLimits.MaxAudioUploadBytes,
            Dialect = ErrorDialects.Clone,
            Lifecycle = new(RouteMode.Gone, "/waves/v1/voice-cloning"),
        },

        OldSpeech("R-lightning-get-speech", "/lightning/get_speech", "lightning", "/waves/v1/tts"),
        OldSpeech("R-lightning-stream", "/lightning/stream", "lightning", "/waves/v1/tts/live"),
        OldSpeech("R-get-speech-long-text", "/{model}/get_speech_long_text", model: null, "/waves/v1/tts"),
        OldSpeechSocket("R-streaming-tts", "/streaming-tts/stream", model: null),

        OldRecording("R-lightning-get-text", "/lightning/get_text", "lightning") with
        {
            MaxBodyBytes = ContractLimits.MaxLegacyAudioUploadBytes,
        },
        OldRecording("R-speech-to-text", "/speech-to-text", "lightning"),
        OldRecording("R-pulse-pro-get-text", "/pulse-pro/get_text", "pulse-pro"),
        OldRecording("R-speech-transcribe", "/speech/transcribe", model: null),
        OldTranscriptionSocket("R-lightning-get-text-ws", "/lightning/get_text", "lightning"),
        OldTranscriptionSocket("R-asr", "/asr", model: null) with { QueryRules = LegacyAsrQueryRules.Instance },

        ChatCompletions("R-chat-completions", "Early chat path", "/chat/chat/completions") with
        {
            Lifecycle = new(RouteMode.Pass, "/waves/v1/chat/completions"),
        },
        Analysing("R-chat-pca", "Early post-call analysis path", "/chat/pca", EndpointRules.PostCallAnalysis) with
        {
            Lifecycle = new(RouteMode.Pass, "/waves/v1/pca"),
        },
    ];

    private static WavesContract GoneSpeech(string id, string path, string model, string rewriteTo, string successor) =>
        OldSpeech(id, path, model, successor) with
        {
            RewriteTo = rewriteTo,
            DropFields = OldVoiceTuning,
            Lifecycle = new(RouteMode.Gone, successor, CanRewrite: true)
            {
                // The words of the upstream's own 410 (3.1, D-GONE).
                RecommendedEndpoint = "/waves/v1/lightning-v3.1/get_speech",
            },
        };

    private static WavesContract OldSpeech(string id, string path, string? model, string successor) =>
        Old(id, path, Post, LimitGroup.Tts, successor) with
        {
            DefaultModel = model,
            Body = BodyKind.Json,
            JsonRules = SpeechRules.Legacy(model),
            Dialect = ErrorDialects.Tts,
            Usage = UsageUnit.Characters,
        };

    private static WavesContract OldRecording(string id, string path, string? model) =>
        Old(id, path, Post, LimitGroup.Stt, "/waves/v1/stt/") with
        {
            DefaultModel = model,
            MaxBodyBytes = ContractLimits.MaxAudioUploadBytes,
            Response = ResponseKind.Transcript,
            ResponseTimeout = ContractLimits.LongAnswer,
            Dialect = ErrorDialects.Stt,
            Usage = UsageUnit.AudioSeconds,
        };

    private static WavesContract OldSpeechSocket(string id, string path, string? model) => SpeechSocket(id, "Retired synthesis socket", path) with
    {
        DefaultModel = model,
        FrameRules = TtsFrameRules.Legacy(model),
        Lifecycle = new(RouteMode.Pass, "/waves/v1/tts/live"),
    };

    private static WavesContract OldTranscriptionSocket(string id, string path, string? model) => LiveTranscription(id, "Retired transcription socket", path) with
    {
        DefaultModel = model,
        Lifecycle = new(RouteMode.Pass, "/waves/v1/stt/live"),
    };

    private static WavesContract Old(string id, string path, string method, LimitGroup group, string successor) => new()
    {
        Id = id,
        Summary = "Retired route",
        Methods = [method],
        Transport = Transport.Http,
        Path = path,
        LimitGroup = group,
        Body = BodyKind.Opaque,
        Dialect = ErrorDialects.Plain,
        Lifecycle = new(RouteMode.Pass, successor),
    };
}
