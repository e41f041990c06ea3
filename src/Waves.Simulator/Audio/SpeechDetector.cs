namespace Waves.Simulator.Audio;

/// <summary>
/// Turn detection by loudness, in audio time: speech begins with the first loud piece and ends after enough quiet. The
/// same audio in the same pieces gives the same turns, however fast it arrives. Not thread-safe.
/// </summary>
internal sealed class SpeechDetector
{
    /// <summary>Pieces above this root mean square are speech.</summary>
    public const double Threshold = 400;

    private TimeSpan _quiet;

    /// <summary>Audio heard so far.</summary>
    public TimeSpan Heard { get; private set; }

    public bool Speaking { get; private set; }

    /// <summary>Where the speech that runs, or ran last, began.</summary>
    public TimeSpan StartedAt { get; private set; }

    /// <summary>Where the last speech ended: where its quiet began.</summary>
    public TimeSpan EndedAt { get; private set; }

    /// <summary>Hears one piece of audio; <paramref name="patience"/> is the quiet that ends speech.</summary>
    public SpeechChange Hear(double loudness, TimeSpan length, TimeSpan patience)
    {
        var from = Heard;
        Heard += length;

        if (loudness >= Threshold)
        {
            _quiet = TimeSpan.Zero;
            if (Speaking)
                return SpeechChange.None;
            Speaking = true;
            StartedAt = from;
            return SpeechChange.Started;
        }

        _quiet += length;
        if (!Speaking || _quiet < patience)
            return SpeechChange.None;
        Speaking = false;
        EndedAt = Heard - _quiet;
        return SpeechChange.Stopped;
    }
}
