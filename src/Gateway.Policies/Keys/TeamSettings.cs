using System.Collections.Immutable;
using Gateway.Policies.Plans;

namespace Gateway.Policies.Keys;

/// <summary>What an operator says about a team.</summary>
public record TeamSettings
{
    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Limits of all of the team's work together.</summary>
    public LimitSet Limits { get; init; } = LimitSet.None;

    /// <summary>A plan whose limits hold, group by group, for all of the team's work together; null: none.</summary>
    public string? Plan { get; init; }

    /// <summary>Share in the fair queue, relative to other teams.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Longest time a caller may choose to wait for its turn, in seconds; null: the gateway's own bound.</summary>
    public double? MaxWaitSeconds { get; init; }

    /// <summary>Upstream account that serves the team; null: the first one configured.</summary>
    public string? Account { get; init; }

    /// <summary>What all of the team's keys may spend together.</summary>
    public ImmutableArray<Budget> Budgets { get; init; } = [];

    /// <summary>Labels for grouping usage; its keys inherit them.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];
}
