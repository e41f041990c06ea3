using Waves.Simulator.Limits;

namespace Waves.Simulator.Books;

/// <summary>What one limit group saw since the start or the last <see cref="SimulatorBooks.Clear"/>.</summary>
public sealed record GroupFigures
{
    public required LimitGroup Group { get; init; }

    /// <summary>Pieces of work running now.</summary>
    public required int Current { get; init; }

    /// <summary>Most pieces of work that ever ran at once.</summary>
    public required int Peak { get; init; }

    /// <summary>Everything that asked to run, admitted or refused.</summary>
    public required long Arrivals { get; init; }

    /// <summary>Most arrivals, admitted or refused, in any trailing 60 s.</summary>
    public required int PeakPerMinute { get; init; }

    public required long RefusedByRate { get; init; }

    public required long RefusedByConcurrency { get; init; }

    public required long RefusedByPlan { get; init; }

    /// <summary>All refusals together: zero when the caller kept within the plan.</summary>
    public long Refused => RefusedByRate + RefusedByConcurrency + RefusedByPlan;
}
