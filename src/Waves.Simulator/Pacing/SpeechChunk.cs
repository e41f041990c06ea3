using System.Runtime.InteropServices;

namespace Waves.Simulator.Pacing;

/// <summary>A piece of sound.</summary>
/// <param name="Samples">Good until the next chunk.</param>
/// <param name="Length">Its length.</param>
internal readonly record struct SpeechChunk(ReadOnlyMemory<short> Samples, TimeSpan Length)
{
    /// <summary>The samples as PCM16 little-endian. Good until the next chunk.</summary>
    public ReadOnlySpan<byte> Pcm => MemoryMarshal.AsBytes(Samples.Span);
}
