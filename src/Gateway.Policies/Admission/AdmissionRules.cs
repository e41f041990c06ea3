namespace Gateway.Policies.Admission;

/// <summary>The figures of admission itself, the same for every account.</summary>
public sealed record AdmissionRules
{
    /// <summary>What "per minute" means: any stretch of this length.</summary>
    public static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    /// <summary>How long the minute is; tests that cannot move the clock make it shorter.</summary>
    public TimeSpan MinuteLength { get; init; } = Minute;

    /// <summary>
    /// Added to the minute. We count departures, the upstream counts arrivals: a request that took long to arrive and one
    /// that arrives fast a minute later are closer together there than here.
    /// </summary>
    public TimeSpan MinuteGuard { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How many of one team may wait for one pool; one team's crowd takes no other team's places.</summary>
    public int MaxQueueDepth { get; init; } = 2000;

    /// <summary>
    /// Turns that <see cref="Lane.Batch"/> gets at least while it waits, of each pool: above 0, at most 1.
    /// </summary>
    public double BatchShare { get; init; } = 0.1;

    /// <summary>How long a request counts: the minute and its guard.</summary>
    public TimeSpan Window => MinuteLength + MinuteGuard;

    /// <summary>After so many interactive turns in a row the next one belongs to batch, if it waits.</summary>
    public int TurnsBeforeBatch => (int)Math.Ceiling(1 / BatchShare) - 1;
}
