using System.Runtime.CompilerServices;
using Waves.Simulator.Audio;

namespace Waves.Simulator.Pacing;

/// <summary>Cuts a sound into chunks and hands each out when it is due.</summary>
internal static class PacedSpeech
{
    /// <summary>The chunks of <paramref name="signal"/>, <paramref name="chunkBytes"/> of PCM each, the last perhaps shorter.</summary>
    public static async IAsyncEnumerable<SpeechChunk> ReadAsync(
        SpeechSignal signal, int chunkBytes, Cadence cadence, TimeSpan timeToFirst, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pacer = new AudioPacer(cadence, timeToFirst, time);
        var samples = new short[Math.Max(1, chunkBytes / 2)];
        var from = signal.Elapsed;
        int count;
        while ((count = signal.Read(samples)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // From position to position, so that rounded lengths still add up to the whole.
            var length = signal.Elapsed - from;
            from = signal.Elapsed;
            await pacer.WaitAsync(length, cancellationToken);
            yield return new SpeechChunk(samples.AsMemory(0, count), length);
        }
    }

    /// <summary>The chunks of a synthesis under <paramref name="cadence"/>.</summary>
    public static IAsyncEnumerable<SpeechChunk> ReadAsync(SpeechSignal signal, Cadence cadence, TimeProvider time, CancellationToken cancellationToken) =>
        ReadAsync(signal, cadence.SpeechChunkBytes, cadence, cadence.TimeToFirstAudio, time, cancellationToken);
}
