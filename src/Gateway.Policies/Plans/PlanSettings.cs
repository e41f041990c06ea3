using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Policies.Contracts;

namespace Gateway.Policies.Plans;

/// <summary>What an operator says about a plan.</summary>
public record PlanSettings
{
    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Limits by limit group (<c>chat</c>, <c>tts</c>, <c>stt</c>, <c>stt-live</c>, …); a group that is not named is unlimited.</summary>
    public ImmutableDictionary<string, LimitSet> Groups { get; init; } = ImmutableDictionary<string, LimitSet>.Empty;

    /// <summary>The plan that the settings describe; groups that do not exist are left out.</summary>
    public Plan ToPlan(string name) => new(
        name,
        Groups.Where(group => LimitGroupName.Parse(group.Key) is not null)
            .ToFrozenDictionary(group => LimitGroupName.Parse(group.Key)!.Value, group => group.Value));

    /// <summary>The settings that describe a plan.</summary>
    public static PlanSettings Of(Plan plan) => new()
    {
        Groups = plan.Pools.ToImmutableDictionary(pool => LimitGroupName.Of(pool.Key), pool => pool.Value),
    };
}
