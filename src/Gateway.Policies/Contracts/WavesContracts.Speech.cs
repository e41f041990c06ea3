using Gateway.Policies.Errors;
using Gateway.Policies.Validation;
using Gateway.Policies.Validation.Query;

namespace Gateway.Policies.Contracts;

// Text to speech: waves-api 2.1, 2.2, 4.1.
public static partial class WavesContracts
{
    // Announced on 2026-05-15 with 60 days' notice; served by T1 to T3 whatever the old URLs do now (8.2).
    private static DateTimeOffset PerModelSpeechDeprecated => new(2026, 5, 15, 0, 0, 0, TimeSpan.Zero);
    private static DateTimeOffset PerModelSpeechSunset => new(2026, 7, 14, 0, 0, 0, TimeSpan.Zero);

    private static IEnumerable<WavesContract> Speech() =>
    [
        SpeechOverHttp("T1", "Synthesise text, whole audio", "/tts") with
        {
            Response = ResponseKind.Audio,
        },
        SpeechOverHttp("T2", "Synthesise text, audio as server-sent events", "/tts/live") with
        {
            Response = ResponseKind.AudioEvents,
        },
        SpeechSocket("T3", "Synthesise text that arrives in pieces", "/tts/live"),
        SpeechOverHttp("T4", "As T1, per-model path", "/lightning-v3.1/get_speech") with
        {
            Response = ResponseKind.Audio,
            RewriteTo = "T1",
            Lifecycle = EndingSpeech("/waves/v1/tts"),
        },
        SpeechOverHttp("T5", "As T2, per-model path", "/lightning-v3.1/stream") with
        {
            Response = ResponseKind.AudioEvents,
            RewriteTo = "T2",
            Lifecycle = EndingSpeech("/waves/v1/tts/live"),
        },
        SpeechSocket("T6", "As T3, per-model path", "/lightning-v3.1/get_speech/stream") with
        {
            RewriteTo = "T3",
            Lifecycle = EndingSpeech("/waves/v1/tts/live"),
        },
    ];

    // Nothing is changed by a synthesis, so it may be asked for again until the first byte or event (1.2).
    private static WavesContract SpeechOverHttp(string id, string summary, string path) => new()
    {
        Id = id,
        Summary = summary,
        Methods = [Post],
        Transport = Transport.Http,
        Path = path,
        LimitGroup = LimitGroup.Tts,
        DefaultModel = ModelNames.Lightning,
        Body = BodyKind.Json,
        JsonRules = SpeechRules.Current,
        Dialect = ErrorDialects.Tts,
        Usage = UsageUnit.Characters,
    };

    private static WavesContract SpeechSocket(string id, string summary, string path) => new()
    {
        Id = id,
        Summary = summary,
        Transport = Transport.WebSocket,
        Path = path,
        KeyPlaces = KeyPlaces.Header | KeyPlaces.Query,
        LimitGroup = LimitGroup.Tts,
        DefaultModel = ModelNames.Lightning,
        QueryRules = SpeechSocketQueryRules.Instance,
        FrameRules = TtsFrameRules.Current,
        Socket = SocketProtocol.Tts,
        Dialect = ErrorDialects.TtsSocket,
        Usage = UsageUnit.Characters,
    };

    private static Lifecycle EndingSpeech(string successor) =>
        new(RouteMode.Rewrite, successor, PerModelSpeechDeprecated, PerModelSpeechSunset, CanRewrite: true);
}
