namespace Gateway.Policies.Admission;

/// <summary>
/// What the upstream has taught about a figure. When it refuses work that the figure allows, less is allowed at once: what
/// ran when it refused, but no less than half per refusal. The figure comes back evenly over <see cref="Recovery"/>.
/// Times are ticks of the book's clock. Not thread-safe.
/// </summary>
internal struct LearnedFigure
{
    /// <summary>How long a lesson is remembered.</summary>
    public static readonly TimeSpan Recovery = TimeSpan.FromMinutes(10);

    private int _learned;
    private long _since;

    /// <summary>Whether a lesson holds now.</summary>
    public readonly bool Holds(long now) => _learned > 0 && now - _since < Recovery.Ticks;

    /// <summary>The figure that holds now.</summary>
    /// <param name="figure">What the plan says; null: no limit.</param>
    /// <param name="now">The moment.</param>
    public readonly int? Of(int? figure, long now)
    {
        if (!Holds(now))
            return figure;
        var goal = figure ?? 2 * _learned;
        // In whole milliseconds, as the scripts count (turns.lua).
        var recovered = _learned + (int)((goal - _learned) * ((now - _since) / TimeSpan.TicksPerMillisecond) / (long)Recovery.TotalMilliseconds);
        return Math.Min(goal, recovered);
    }

    /// <summary>The upstream refused.</summary>
    /// <param name="figure">What the plan says.</param>
    /// <param name="used">What was in use, the refused work included. One alone teaches nothing about how many may be.</param>
    /// <param name="now">The moment.</param>
    public void Refused(int? figure, int used, long now)
    {
        if (used <= 1)
            return;
        var held = Of(figure, now) ?? used + 1;
        _learned = Math.Max(1, Math.Min(held - 1, Math.Max(used - 1, (held + 1) / 2)));
        _since = now;
    }
}
