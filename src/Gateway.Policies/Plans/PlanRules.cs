using System.Collections.Immutable;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;

namespace Gateway.Policies.Plans;

/// <summary>What the settings of a plan must fulfil. Finds every fault.</summary>
public static class PlanRules
{
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
