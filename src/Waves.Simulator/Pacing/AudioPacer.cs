namespace Waves.Simulator.Pacing;

/// <summary>
/// Holds chunks of one stream back until they are due. Due times follow the amount of audio from the start, not the
/// previous chunk, so that late timers do not add up. Not thread-safe: one per stream.
/// </summary>
internal sealed class AudioPacer(Cadence cadence, TimeSpan timeToFirst, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _audio;
    private TimeSpan _gaps;

    public bool Paces => cadence.RealTimeFactor > 0 || cadence.ChunkInterval > TimeSpan.Zero || timeToFirst > TimeSpan.Zero;

    /// <summary>Waits until a chunk of <paramref name="length"/> of audio may go out.</summary>
    public async ValueTask WaitAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        if (!Paces)
            return;

        var due = timeToFirst + (cadence.RealTimeFactor > 0 ? _audio / cadence.RealTimeFactor : _gaps);
        _audio += length;
        _gaps += cadence.ChunkInterval;

        var wait = due - time.GetElapsedTime(_start);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
    }
}
