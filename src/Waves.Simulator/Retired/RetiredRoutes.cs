using Waves.Simulator.Analytics;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Speech;
using Waves.Simulator.Voices;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Retired;

/// <summary>
/// The routes of contract 8.3 as the service answers them now: 410 where that is known, the old payloads where clients
/// still speak them, and 404 for the rest by having no row.
/// </summary>
internal sealed class RetiredRoutes(CloneShelf clones, SpeechStudio studio, SimulatorSettings settings, SimulatorBooks books, UsageLog usage, TimeProvider time)
{
    private const string Id = "R";
    private const string Base = "/waves/v1";
    private const string SpeechSuccessor = Base + "/lightning-v3.1/get_speech";
    private const string CloningSuccessor = Base + "/voice-cloning";

    public IEnumerable<Row> Rows()
    {
        var speech = new LegacySpeech(studio, settings, usage, books, time);
        return
        [
            .. Gone(HttpMethods.Post, SpeechSuccessor, "/lightning-v2/get_speech", "/lightning-v2/stream", "/lightning-large/get_speech", "/lightning-large/stream"),
            .. Gone(HttpMethods.Post, CloningSuccessor, "/lightning-large/add_voice", "/prof-voice-cloning", "/prof-voice-cloning/{}"),
            .. Gone(HttpMethods.Delete, CloningSuccessor, "/lightning-large"),
            .. Gone(Row.Socket, SpeechSuccessor, "/lightning-v2/get_speech/stream", "/lightning-large/stream"),
            Row.Post(Id, Base + "/lightning/get_speech", TtsDialect.Instance, speech.WholeAsync).Within(LimitGroup.Tts),
            Row.Post(Id, Base + "/lightning/stream", TtsDialect.Instance, speech.StreamAsync).Within(LimitGroup.Tts),
            Row.Ws(Id, Base + "/streaming-tts/stream", call => new LegacySpeechSocket(call, studio, settings, books, usage, time).RunAsync()),
            Row.Ws(Id, Base + "/asr", call => new LegacyRecognitionSocket(call, settings, books, time).RunAsync()),
            Row.Get(Id, Base + "/lightning-large/get_cloned_voices", PlainDialect.Instance, ListClonesAsync).Within(LimitGroup.Management),
        ];
    }

    private static IEnumerable<Row> Gone(string method, string successor, params string[] paths)
    {
        var body = new
        {
            status = "error",
            error_code = "MODEL_DEPRECATED",
            message = $"This model is retired. Please migrate to lightning-v3.1 via {successor}.",
            recommended_endpoint = successor,
        };
        return paths.Select(path => new Row(Id, method, Base + path, PulseDialect.Instance, call => call.AnswerAsync(410, body)));
    }

    private Task ListClonesAsync(Call call) => call.AnswerAsync(200, new
    {
        voices = clones.All.Select(static clone => new { voiceId = clone.VoiceId, displayName = clone.DisplayName, model = clone.Model, status = "completed" }).ToArray(),
    });
}
