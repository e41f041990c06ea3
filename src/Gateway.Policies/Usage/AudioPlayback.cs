namespace Gateway.Policies.Usage;

/// <summary>
/// Follows a listener that plays audio as it arrives, without a buffer of its own: when the first came, the longest gap
/// between two arrivals, and for how long nothing was left to play. A value; not thread-safe.
/// </summary>
public struct AudioPlayback
{
    private TimeSpan _playedOut;
    private TimeSpan _lastArrival;

    /// <summary>Whether anything has arrived.</summary>
    public bool HasStarted { readonly get; private set; }

    /// <summary>When the first audio arrived, on the caller's scale.</summary>
    public TimeSpan FirstAudio { readonly get; private set; }

    /// <summary>Longest time between two arrivals.</summary>
    public TimeSpan LongestGap { readonly get; private set; }

    /// <summary>Silence that a listener heard between the first and the last arrival: audio came later than it was needed.</summary>
    public TimeSpan Underrun { readonly get; private set; }

    /// <summary>Audio has arrived.</summary>
    /// <param name="at">When, on any scale that only grows; the same for all calls.</param>
    /// <param name="length">How long it plays.</param>
    public void Arrived(TimeSpan at, TimeSpan length)
    {
        if (!HasStarted)
        {
            HasStarted = true;
            FirstAudio = at;
            _playedOut = at;
        }
        else if (at - _lastArrival > LongestGap)
        {
            LongestGap = at - _lastArrival;
        }
        if (at > _playedOut)
        {
            Underrun += at - _playedOut;
            _playedOut = at;
        }
        _playedOut += length;
        _lastArrival = at;
    }
}
