using Waves.Simulator.Analytics;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;
using Waves.Simulator.Sockets;
using Waves.Simulator.Speech;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Retired;

/// <summary>The old streaming socket <c>/streaming-tts/stream</c> (contract 2.11): every frame is spoken and completed.</summary>
internal sealed class LegacySpeechSocket(Call call, SpeechStudio studio, SimulatorSettings settings, SimulatorBooks books, UsageLog usage, TimeProvider time)
{
    public async Task RunAsync()
    {
        using var socket = await RecordedSocket.AcceptAsync(call, time);
        while (await socket.ReceiveAsync() is { } message)
        {
            using var frame = message.ParseObject();
            if (LegacySpeech.Read(frame?.RootElement ?? default) is { } request)
                await SpeakAsync(socket, request);
            else
                await socket.SendAsync(Error("voice_id and text are required", "invalid_request"));
        }
    }

    private async Task SpeakAsync(RecordedSocket socket, SpeechRequest request)
    {
        var decision = books.Gate.Enter(LimitGroup.Tts);
        if (!decision.Admitted)
        {
            call.Record.Refusal = decision.Refusal;
            await socket.SendAsync(Error("Concurrency limit reached", "concurrency_limit_reached"));
            return;
        }

        using var slot = decision.Slot!;
        call.Work.AddSynthesis();
        call.Work.AddText(request.Text);
        usage.Spoke(request, request.Text, "ws", books.Group(LimitGroup.Tts).Current);

        var id = SystemIds.Uuid();
        var signal = studio.Record(request, request.Text);
        await foreach (var chunk in PacedSpeech.ReadAsync(signal, settings.Cadence, time, call.Gone))
        {
            var audio = Convert.ToBase64String(chunk.Pcm);
            await socket.SendAsync(new { request_id = id, status = "chunk", data = new { audio, format = "pcm_16bit_mono", sample_rate = request.SampleRate } });
            call.Work.AddAudioOut(chunk.Length);
        }

        slot.Dispose();
        await socket.SendAsync(new { request_id = id, status = "complete" });
    }

    private static object Error(string message, string code) => new { request_id = SystemIds.Uuid(), status = "error", error = new { message, code } };
}
