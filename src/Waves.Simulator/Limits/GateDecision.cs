namespace Waves.Simulator.Limits;

/// <summary>The plan's answer to one arrival.</summary>
/// <param name="Refusal"><see cref="RefusalReason.None"/> when admitted.</param>
/// <param name="RetryAfter">After a rate refusal, when the oldest counted request leaves the window; else zero.</param>
/// <param name="Slot">The place taken; <see langword="null"/> when refused.</param>
internal readonly record struct GateDecision(RefusalReason Refusal, TimeSpan RetryAfter, Slot? Slot)
{
    public bool Admitted => Refusal == RefusalReason.None;

    /// <summary>Whole seconds for the <c>Retry-After</c> header, at least 1.</summary>
    public int RetryAfterSeconds => Math.Max(1, (int)Math.Ceiling(RetryAfter.TotalSeconds));
}
