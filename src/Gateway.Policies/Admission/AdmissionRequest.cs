using System.Collections.Immutable;

namespace Gateway.Policies.Admission;

/// <summary>A piece of work that asks to begin. All of its levels admit it, or none is changed.</summary>
public sealed record AdmissionRequest
{
    /// <summary>Unique id of the work; the lease bears it. Asking twice with one id takes once.</summary>
    public required string Id { get; init; }

    /// <summary>The upstream account whose capacity is asked for; all of its counters live together.</summary>
    public required string Account { get; init; }

    /// <summary>The account's pool first, then team, then key.</summary>
    public required ImmutableArray<AdmissionLevel> Levels { get; init; }

    /// <summary>What it takes.</summary>
    public required AdmissionUnits Units { get; init; }

    /// <summary>Who waits: turns are shared between teams by weight.</summary>
    public required string Team { get; init; }

    /// <summary>Share of the team relative to others; above 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Which line it stands in.</summary>
    public Lane Lane { get; init; } = Lane.Interactive;

    /// <summary>How long it may wait for its turn; zero refuses at once.</summary>
    public TimeSpan MaxWait { get; init; }
}
