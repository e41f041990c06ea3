using Gateway.Policies.Errors;
using Gateway.Policies.Validation;
using Gateway.Policies.Validation.Query;

namespace Gateway.Policies.Contracts;

// Speech to text: waves-api 2.3, 2.4, 4.2. S3 and S4 are in full service and are never rewritten to S1 and S2, because
// error bodies, the status of a large upload and the default of word_timestamps differ (8.1).
public static partial class WavesContracts
{
    private static IEnumerable<WavesContract> Transcription() =>
    [
        Recording("S1", "Transcribe a recording, Pulse or Pulse Pro", "/stt") with
        {
            // The upstream spells it with the slash (1.3).
            UpstreamPath = "/stt/",
            QueryRules = TranscriptionQueryRules.Recording,
            Dialect = ErrorDialects.Stt,
        },
        LiveTranscription("S2", "Transcribe live audio, Pulse", "/stt/live") with
        {
            QueryRules = TranscriptionQueryRules.Live,
        },
        Recording("S3", "Transcribe a recording, Pulse", "/pulse/get_text") with
        {
            DefaultModel = ModelNames.Pulse,
            QueryRules = TranscriptionQueryRules.PulseRecording,
            Dialect = ErrorDialects.Pulse,
        },
        LiveTranscription("S4", "Transcribe live audio, Pulse, per-model path", "/pulse/get_text") with
        {
            DefaultModel = ModelNames.Pulse,
            QueryRules = TranscriptionQueryRules.PulseLive,
        },
    ];

    private static WavesContract Recording(string id, string summary, string path) => new()
    {
        Id = id,
        Summary = summary,
        Methods = [Post],
        Transport = Transport.Http,
        Path = path,
        LimitGroup = LimitGroup.Stt,
        Body = BodyKind.AudioOrUrl,
        MaxBodyBytes = ContractLimits.MaxAudioUploadBytes,
        JsonRules = AudioUrlRules.Instance,
        Response = ResponseKind.Transcript,
        ResponseTimeout = ContractLimits.LongAnswer,
        Dialect = ErrorDialects.Stt,
        // Only without webhook_url, else the result is delivered twice (1.2); BodyFacts.Webhook says so.
        Usage = UsageUnit.AudioSeconds,
    };

    private static WavesContract LiveTranscription(string id, string summary, string path) => new()
    {
        Id = id,
        Summary = summary,
        Transport = Transport.WebSocket,
        Path = path,
        KeyPlaces = KeyPlaces.Header | KeyPlaces.Query,
        LimitGroup = LimitGroup.SttLive,
        Socket = SocketProtocol.Stt,
        Dialect = ErrorDialects.SttSocket,
        Usage = UsageUnit.AudioSeconds,
    };
}
