using System.Runtime.InteropServices;

namespace Waves.Simulator.Audio;

/// <summary>A finished piece of speech in one of the formats of T1, as a stream of blocks of known total length.</summary>
internal sealed class WholeAudio(SpeechSignal signal, TimeSpan length, int rate, AudioFormat format)
{
    /// <summary>Samples turned into bytes at a time.</summary>
    private const int BlockSamples = 8 * 1024;

    private long _written;

    /// <summary>Exact length of everything <see cref="WriteToAsync"/> writes.</summary>
    public long ByteCount => format switch
    {
        AudioFormat.Pcm => signal.TotalSamples * 2L,
        AudioFormat.Wav => WavHeader.Bytes + signal.TotalSamples * 2L,
        AudioFormat.Mp3 => Mp3Frames.ByteCount(length, rate),
        _ => signal.TotalSamples,
    };

    /// <summary>How long what was written plays; an MP3 by its frames, the last of which is never cut.</summary>
    public TimeSpan Written => TimeSpan.FromSeconds((format switch
    {
        AudioFormat.Pcm => _written / 2,
        AudioFormat.Wav => Math.Max(0, _written - WavHeader.Bytes) / 2,
        AudioFormat.Mp3 => _written / Mp3Frames.FrameBytes(rate) * Mp3Frames.FrameSamples(rate),
        _ => _written,
    }) / (double)rate);

    /// <summary>Writes all blocks. <paramref name="beforeLast"/> runs once, before the last byte is handed over.</summary>
    public async Task WriteToAsync(Stream target, Action beforeLast, CancellationToken cancellationToken)
    {
        var left = ByteCount;
        foreach (var block in Blocks())
        {
            left -= block.Length;
            if (left == 0)
                beforeLast();
            await target.WriteAsync(block, cancellationToken);
            _written += block.Length;
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Blocks()
    {
        if (format == AudioFormat.Mp3)
        {
            var frame = Mp3Frames.SilentFrame(rate);
            for (var left = Mp3Frames.FrameCount(length, rate); left > 0; left--)
                yield return frame;
            yield break;
        }

        if (format == AudioFormat.Wav)
        {
            var header = new byte[WavHeader.Bytes];
            WavHeader.Write(header, rate, signal.TotalSamples * 2);
            yield return header;
        }

        var samples = new short[BlockSamples];
        var bytes = new byte[BlockSamples * 2];
        int count;
        while ((count = signal.Read(samples)) > 0)
            yield return bytes.AsMemory(0, Encode(samples.AsSpan(0, count), bytes));
    }

    private int Encode(ReadOnlySpan<short> samples, Span<byte> bytes)
    {
        switch (format)
        {
            case AudioFormat.MuLaw:
                for (var i = 0; i < samples.Length; i++)
                    bytes[i] = G711.ToMuLaw(samples[i]);
                return samples.Length;
            case AudioFormat.ALaw:
                for (var i = 0; i < samples.Length; i++)
                    bytes[i] = G711.ToALaw(samples[i]);
                return samples.Length;
            default:
                MemoryMarshal.AsBytes(samples).CopyTo(bytes);
                return samples.Length * 2;
        }
    }
}
