namespace Waves.Simulator.Transcription;

/// <summary>A recording as received, or as named by a URL.</summary>
/// <param name="Length">Length of the audio.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="FileName">Known for recordings named by a URL only.</param>
internal sealed record Recording(TimeSpan Length, long Bytes, string? FileName)
{
    /// <summary>
    /// What the simulator pretends to find at any URL, which it never fetches: ten seconds of 16 kHz mono WAV.
    /// </summary>
    public static Recording At(Uri url) => new(TimeSpan.FromSeconds(10), 44 + (16_000 * 2 * 10), Path.GetFileName(url.AbsolutePath));
}
