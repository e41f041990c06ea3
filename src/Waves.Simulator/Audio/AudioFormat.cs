namespace Waves.Simulator.Audio;

/// <summary>The <c>output_format</c> values of speech (contract 2.1).</summary>
internal enum AudioFormat
{
    Pcm,
    Wav,
    Mp3,
    MuLaw,
    ALaw,
}
