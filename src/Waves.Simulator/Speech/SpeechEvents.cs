using System.Buffers;
using System.Buffers.Text;
using Waves.Simulator.Audio;
using Waves.Simulator.Pacing;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Speech;

/// <summary>The event stream of T2 (contract 5.1): PCM whatever format was asked for, the terminator without an event line.</summary>
internal static class SpeechEvents
{
    private static readonly byte[] Terminator = "data: {\"status\":\"200\",\"done\":true}\n\n"u8.ToArray();

    public static async Task WriteAsync(Call call, SpeechSignal signal, Cadence cadence, TimeProvider time)
    {
        var target = call.Context.Response.Body;
        var line = new ArrayBufferWriter<byte>(Base64.GetMaxEncodedToUtf8Length(cadence.SpeechChunkBytes) + 64);
        await foreach (var chunk in PacedSpeech.ReadAsync(signal, cadence, time, call.Gone))
        {
            line.ResetWrittenCount();
            WriteEvent(line, chunk.Pcm);
            await target.WriteAsync(line.WrittenMemory, call.Gone);
            await target.FlushAsync(call.Gone);
            call.Work.AddAudioOut(chunk.Length);
        }

        call.Release();
        await target.WriteAsync(Terminator, call.Gone);
    }

    private static void WriteEvent(ArrayBufferWriter<byte> line, ReadOnlySpan<byte> pcm)
    {
        line.Write("event: audio\ndata: {\"audio\":\""u8);
        var target = line.GetSpan(Base64.GetMaxEncodedToUtf8Length(pcm.Length));
        Base64.EncodeToUtf8(pcm, target, out _, out var written);
        line.Advance(written);
        line.Write("\",\"done\":false,\"status\":\"206\"}\n\n"u8);
    }
}
