using Waves.Simulator.Analytics;
using Waves.Simulator.Audio;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Speech;

/// <summary>Text to speech: whole (T1), streamed (T2), on a socket (T3), and the older paths of all three (T4–T6).</summary>
internal sealed class SpeechRoutes(SpeechRules rules, SpeechStudio studio, SimulatorSettings settings, SimulatorBooks books, UsageLog usage, TimeProvider time)
{
    public IEnumerable<Row> Rows() =>
    [
        Row.Post("T1", "/waves/v1/tts", TtsDialect.Instance, WholeAsync).Within(LimitGroup.Tts),
        Row.Post("T2", "/waves/v1/tts/live", TtsDialect.Instance, StreamAsync).Within(LimitGroup.Tts),
        Row.Ws("T3", "/waves/v1/tts/live", SocketAsync),
        Row.Post("T4", "/waves/v1/lightning-v3.1/get_speech", TtsDialect.Instance, WholeAsync).Within(LimitGroup.Tts),
        Row.Post("T5", "/waves/v1/lightning-v3.1/stream", TtsDialect.Instance, StreamAsync).Within(LimitGroup.Tts),
        Row.Ws("T6", "/waves/v1/lightning-v3.1/get_speech/stream", SocketAsync),
    ];

    private async Task WholeAsync(Call call)
    {
        if (await AcceptAsync(call) is not { } request)
            return;

        var signal = studio.Record(request, request.Text);
        var length = studio.LengthOf(request.Text, request.Speed);
        var audio = new WholeAudio(signal, length, request.SampleRate, request.Format);
        await Pause.ForAsync(settings.Cadence.TimeToFirstAudio, time, call.Gone);

        WriteHead(call, request);
        // The type is audio/wav whatever the format: an oddity clients have adapted to (contract 2.1).
        call.Context.Response.ContentType = "audio/wav";
        call.Context.Response.ContentLength = audio.ByteCount;
        try
        {
            await audio.WriteToAsync(call.Context.Response.Body, call.Release, call.Gone);
        }
        finally
        {
            call.Work.AddAudioOut(audio.Written);
        }
    }

    private async Task StreamAsync(Call call)
    {
        if (await AcceptAsync(call) is not { } request)
            return;

        WriteHead(call, request);
        call.Context.Response.ContentType = "text/event-stream";
        call.Context.Response.Headers.CacheControl = "no-cache";
        await SpeechEvents.WriteAsync(call, studio.Record(request, request.Text), settings.Cadence, time);
    }

    private Task SocketAsync(Call call) => new SpeechSocket(call, rules, studio, settings, books, usage, time).RunAsync();

    /// <summary>Reads the request, answers a bad one, and books a good one.</summary>
    private async Task<SpeechRequest?> AcceptAsync(Call call)
    {
        using var body = await call.ReadJsonAsync();
        if (body is null)
        {
            await call.AnswerAsync(StatusCodes.Status400BadRequest, TtsDialect.Invalid("The body is not valid JSON."));
            return null;
        }

        var (request, refusal) = rules.Read(body.RootElement);
        if (request is null)
        {
            await call.AnswerAsync(StatusCodes.Status400BadRequest, refusal!.Body);
            return null;
        }

        call.Work.AddSynthesis();
        call.Work.AddText(request.Text);
        usage.Spoke(request, request.Text, "rest", books.Group(LimitGroup.Tts).Current);
        return request;
    }

    private void WriteHead(Call call, SpeechRequest request)
    {
        var headers = call.Context.Response.Headers;
        headers["X-Session-Id"] = SystemIds.Uuid();

        // Present but empty when the client named none: the opposite of the socket frames (contract 7.2).
        headers["X-External-Session-Id"] = request.SessionId ?? "";
        headers["X-External-Request-Id"] = request.RequestId ?? "";
        ContentExpiry.Answer(call, books.Gate.Limits);
    }
}
