using System.Globalization;
using Waves.Simulator.Audio;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Sockets;
using Waves.Simulator.Transcription;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Retired;

/// <summary>The oldest recognition socket <c>/asr</c> (contract 2.11): camelCase query, an empty binary frame ends a turn.</summary>
internal sealed class LegacyRecognitionSocket(Call call, SimulatorSettings settings, SimulatorBooks books, TimeProvider time)
{
    public async Task RunAsync()
    {
        var decision = books.Gate.Enter(LimitGroup.SttLive);
        if (!decision.Admitted)
        {
            await call.RefuseAsync(decision, books.Gate.Limits.SendRetryAfter);
            return;
        }

        call.Hold(decision.Slot!);
        using var socket = await RecordedSocket.AcceptAsync(call, time);
        socket.Ending = call.Release;

        var encoding = call.Query("audioEncoding");
        var rate = int.TryParse(call.Query("audioSampleRate"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : 16_000;
        var (heard, said) = (TimeSpan.Zero, 0);
        while (await socket.ReceiveAsync() is { } message)
        {
            if (message.IsText)
                continue;
            if (message.Payload.Length > 0)
            {
                var length = SampleEncoding.Length(encoding, rate, message.Payload.Length);
                heard += length;
                call.Work.AddAudioIn(length);
                continue;
            }

            var words = Transcript.From(said, heard, settings.Cadence.AudioPerWord);
            said += words.Count;
            await socket.SendAsync(new { text = Transcript.Text(words), isEndOfTurn = true });
        }
    }
}
