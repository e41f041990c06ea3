using System.Text;
using System.Text.Json;
using Waves.Simulator.Analytics;
using Waves.Simulator.Audio;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;
using Waves.Simulator.Speech;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Retired;

/// <summary>The first Lightning routes (contract 2.11 and 5.1): their own body, PCM, their own event stream. Any voice id goes.</summary>
internal sealed class LegacySpeech(SpeechStudio studio, SimulatorSettings settings, UsageLog usage, SimulatorBooks books, TimeProvider time)
{
    private const int DefaultRate = 24_000;

    /// <summary>Reads the body shared by all legacy routes.</summary>
    /// <returns><see langword="null"/> when text or voice is missing.</returns>
    public static SpeechRequest? Read(JsonElement body) =>
        body.FindText("text") is { } text && body.FindText("voice_id") is { } voice
            ? new SpeechRequest
            {
                Text = text,
                VoiceId = voice,
                Model = SpeechModel.Standard,
                SampleRate = Math.Clamp((int)(body.FindNumber("sample_rate") ?? DefaultRate), 8_000, 48_000),
                Speed = Math.Clamp(body.FindNumber("speed") ?? 1, 0.1, 5),
                Language = body.FindText("language"),
                Format = body.FindFlag("add_wav_header") ? AudioFormat.Wav : AudioFormat.Pcm,
            }
            : null;

    public async Task WholeAsync(Call call)
    {
        if (await AcceptAsync(call) is not { } request)
            return;
        var length = studio.LengthOf(request.Text, request.Speed);
        var audio = new WholeAudio(studio.Record(request, request.Text), length, request.SampleRate, request.Format);
        await Pause.ForAsync(settings.Cadence.TimeToFirstAudio, time, call.Gone);
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

    public async Task StreamAsync(Call call)
    {
        if (await AcceptAsync(call) is not { } request)
            return;
        var cadence = settings.Cadence;
        var response = call.Context.Response;
        response.ContentType = "text/event-stream";
        var signal = studio.Record(request, request.Text);
        await foreach (var chunk in PacedSpeech.ReadAsync(signal, cadence, time, call.Gone))
        {
            await WriteAsync(call, new { request_id = call.RequestId, status = "chunk", data = new { audio = Convert.ToBase64String(chunk.Pcm) } });
            await response.Body.FlushAsync(call.Gone);
            call.Work.AddAudioOut(chunk.Length);
        }

        call.Release();
        await WriteAsync(call, new { request_id = call.RequestId, status = "complete", message = "All chunks sent", done = true });
    }

    private async Task<SpeechRequest?> AcceptAsync(Call call)
    {
        using var body = await call.ReadJsonAsync();
        if (Read(body?.RootElement ?? default) is not { } request)
        {
            await call.AnswerAsync(400, TtsDialect.Invalid("The 'text' and 'voice_id' fields are required."));
            return null;
        }

        call.Work.AddSynthesis();
        call.Work.AddText(request.Text);
        usage.Spoke(request, request.Text, "rest", books.Group(LimitGroup.Tts).Current);
        return request;
    }

    private static async Task WriteAsync(Call call, object data) =>
        await call.Context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {WireJson.Text(data)}\n\n"), call.Gone);
}
