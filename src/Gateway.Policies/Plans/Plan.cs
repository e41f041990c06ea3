using System.Collections.Frozen;
using Gateway.Policies.Contracts;

namespace Gateway.Policies.Plans;

/// <summary>What an upstream account may do, per limit group (waves-api 6). A group that is not named is unlimited.</summary>
/// <param name="Name">Name in settings, logs and messages.</param>
/// <param name="Pools">Limits by group; for <see cref="LimitGroup.Stt"/> they hold for each model apart.</param>
public sealed record Plan(string Name, FrozenDictionary<LimitGroup, LimitSet> Pools)
{
    /// <summary>The limits of a group.</summary>
    public LimitSet Of(LimitGroup group) => Pools.GetValueOrDefault(group) ?? LimitSet.None;
}
