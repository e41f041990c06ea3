using System.Collections.Immutable;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;

namespace Gateway.Policies.Plans;

/// <summary>What the settings of a plan must fulfil. Finds every fault.</summary>
public static class PlanRules
{
    /// <summary>What a name that no plan has is answered with.</summary>
    /// <param name="names">The plans there are.</param>
    public static string UnknownMessage(IEnumerable<string> names) => $"There is no such plan; there are {string.Join(", ", names)}.";

    /// <summary>Names of the plans that ship and of stored ones; a stored plan of a preset's name is the same name.</summary>
    public static IReadOnlyList<string> Names(IEnumerable<string> stored) =>
        [.. PlanPresets.All.Select(plan => plan.Name).Concat(stored.Order(StringComparer.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The faults; empty when the plan may be stored.</summary>
    public static ImmutableArray<SettingsFault> Check(PlanSettings settings)
    {
        var faults = ImmutableArray.CreateBuilder<SettingsFault>();
        if (settings.Description is { Length: > SettingsRules.MaxDescriptionLength })
            faults.Add(new("description", SettingsRules.DescriptionMessage));
        foreach (var (name, limits) in settings.Groups)
        {
            if (LimitGroupName.Parse(name) is null or LimitGroup.None)
                faults.Add(new("groups", "The limit groups are chat, tts, stt, stt-live, s2s, clone, pca and management."));
            SettingsRules.Check(faults, $"groups.{name}", limits);
        }
        return faults.ToImmutable();
    }
}
