using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using Waves.Simulator.Audio;
using Waves.Simulator.Pacing;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Speech;

/// <summary>The event stream of T2 (contract 5.1): PCM whatever format was asked for, the terminator without an event line.</summary>
internal static class SpeechEvents
{
    private static readonly byte[] Terminator = "data: {\"status\":\"200\",\"done\":true}\n\n"u8.ToArray();

    public static async Task WriteAsync(Call call, SpeechSignal signal, int rate, Cadence cadence, TimeProvider time)
    {
        var target = call.Context.Response.Body;
        var pacer = new AudioPacer(cadence, cadence.TimeToFirstAudio, time);
        var samples = new short[cadence.SpeechChunkBytes / 2];
        var line = new ArrayBufferWriter<byte>(Base64.GetMaxEncodedToUtf8Length(cadence.SpeechChunkBytes) + 64);

        while (signal.Position < signal.TotalSamples)
        {
            var count = signal.Read(samples);
            var length = TimeSpan.FromTicks(count * TimeSpan.TicksPerSecond / rate);
            await pacer.WaitAsync(length, call.Gone);

            line.ResetWrittenCount();
            WriteEvent(line, samples.AsSpan(0, count));
            await target.WriteAsync(line.WrittenMemory, call.Gone);
            await target.FlushAsync(call.Gone);
            call.Work.AddAudioOut(length);
        }

        call.Release();
        await target.WriteAsync(Terminator, call.Gone);
    }

    private static void WriteEvent(ArrayBufferWriter<byte> line, ReadOnlySpan<short> samples)
    {
        line.Write("event: audio\ndata: {\"audio\":\""u8);
        var pcm = MemoryMarshal.AsBytes(samples);
        var target = line.GetSpan(Base64.GetMaxEncodedToUtf8Length(pcm.Length));
        Base64.EncodeToUtf8(pcm, target, out _, out var written);
        line.Advance(written);
        line.Write("\",\"done\":false,\"status\":\"206\"}\n\n"u8);
    }
}
