namespace Gateway.Policies.Usage;

/// <summary>What audio bytes are, so that they can be counted as time (waves-api 4.4).</summary>
/// <param name="Encoding">How samples are written.</param>
/// <param name="SampleRate">Samples a second; 0 in the default value, which stands for no audio at all.</param>
public readonly record struct AudioFormat(AudioEncoding Encoding, int SampleRate)
{
    /// <summary>TTS when no rate is asked for (waves-api 2.1).</summary>
    public const int DefaultTtsRate = 44_100;

    /// <summary>STT sockets when no rate is asked for (waves-api 4.2).</summary>
    public const int DefaultSttRate = 16_000;

    private const int WavHeaderBytes = 44;

    /// <summary>132 kbit/s: 44,928 bytes for 2.72 s (waves-api 2.1).</summary>
    private const int Mp3BytesPerSecond = 16_500;

    /// <summary>What Hydra takes.</summary>
    public static AudioFormat HydraInput { get; } = new(AudioEncoding.Pcm16, 16_000);

    /// <summary>What Hydra gives until <c>session.configured</c> says otherwise (waves-api 4.3).</summary>
    public static AudioFormat HydraOutput { get; } = new(AudioEncoding.Pcm16, 48_000);

    /// <summary>Whether the time is exact, as far as bytes can tell.</summary>
    public bool IsExact => Encoding is not (AudioEncoding.Mp3 or AudioEncoding.Opaque);

    /// <summary>What a TTS answer is made of.</summary>
    /// <param name="outputFormat"><c>output_format</c>; null is <c>pcm</c>.</param>
    /// <param name="sampleRate"><c>sample_rate</c>; 0 or less takes the default.</param>
    public static AudioFormat OfTts(string? outputFormat, int sampleRate) => new(
        outputFormat switch
        {
            null or "pcm" => AudioEncoding.Pcm16,
            "wav" => AudioEncoding.Wav,
            "ulaw" or "alaw" or "mulaw" => AudioEncoding.Companded,
            "mp3" => AudioEncoding.Mp3,
            _ => AudioEncoding.Opaque,
        },
        sampleRate > 0 ? sampleRate : DefaultTtsRate);

    /// <summary>What an STT socket is fed with.</summary>
    /// <param name="encoding"><c>encoding</c>; null is <c>linear16</c>.</param>
    /// <param name="sampleRate"><c>sample_rate</c>; 0 or less takes the default.</param>
    public static AudioFormat OfStt(string? encoding, int sampleRate) => new(
        encoding switch
        {
            null or "linear16" => AudioEncoding.Pcm16,
            "linear32" => AudioEncoding.Pcm32,
            "alaw" or "mulaw" => AudioEncoding.Companded,
            _ => AudioEncoding.Opaque,
        },
        sampleRate > 0 ? sampleRate : DefaultSttRate);

    /// <summary>Milliseconds of audio in so many bytes, rounded down; 0 for <see cref="AudioEncoding.Opaque"/>.</summary>
    /// <param name="bytes">Decoded bytes, not base64; the sum over a piece of work, for rounding once.</param>
    public long Milliseconds(long bytes) => Encoding switch
    {
        AudioEncoding.Pcm16 => Time(bytes, 2L * SampleRate),
        AudioEncoding.Pcm32 => Time(bytes, 4L * SampleRate),
        AudioEncoding.Companded => Time(bytes, SampleRate),
        AudioEncoding.Wav => Time(Math.Max(0, bytes - WavHeaderBytes), 2L * SampleRate),
        AudioEncoding.Mp3 => Time(bytes, Mp3BytesPerSecond),
        _ => 0,
    };

    private static long Time(long bytes, long bytesPerSecond) => bytesPerSecond == 0 ? 0 : (long)((Int128)bytes * 1000 / bytesPerSecond);
}
