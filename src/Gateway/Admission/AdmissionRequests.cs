using System.Collections.Immutable;
using Gateway.Caller;
using Gateway.Edge;
using Gateway.Policies.Admission;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Routing;
using Gateway.Upstream;
using Gateway.Validation;

namespace Gateway.Admission;

/// <summary>Says what a piece of work asks for, out of the contract's row, the caller and the account.</summary>
internal static class AdmissionRequests
{
    /// <summary>Whether a request asks for capacity at all: it matched a row with a pool, and somebody is known to call.</summary>
    public static bool AsksForCapacity(HttpContext context) =>
        context.Find<IContractFeature>() is { Served.LimitGroup: not LimitGroup.None } && context.Find<ICallerFeature>() is not null;

    /// <summary>What a request takes at its start, if it <see cref="AsksForCapacity"/>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="plans">Where the plans of team and key are found.</param>
    /// <param name="maxWait">Longest time in the queue.</param>
    /// <param name="lane">Where it waits.</param>
    public static AdmissionRequest Of(HttpContext context, IPlanCatalog plans, TimeSpan maxWait, Lane lane)
    {
        var contract = context.Find<IContractFeature>()!.Served;
        var key = context.Find<ICallerFeature>()!.Key;
        var account = context.Find<IUpstreamFeature>()!.Account;
        return new()
        {
            Id = UniqueId.Next(),
            Account = account.Name,
            Levels = LevelsOf(contract, PoolOf(contract, context.Find<IRequestFactsFeature>()?.Facts.Model), account.Plan, key, plans),
            // A TTS socket is capped apart; each synthesis on it asks for itself (waves-api 4.1). Other sockets are one session.
            Units = contract is { Transport: Transport.WebSocket, LimitGroup: LimitGroup.Tts }
                ? AdmissionUnits.Socket
                : AdmissionUnits.Request | AdmissionUnits.Slot,
            Team = key.Team,
            Weight = key.Weight,
            Lane = lane,
            MaxWait = maxWait,
        };
    }

    /// <summary>A synthesis on an admitted TTS socket: the same pool and caller, a unit of its own.</summary>
    public static AdmissionRequest Synthesis(AdmissionRequest socket, TimeSpan maxWait) =>
        socket with { Id = UniqueId.Next(), Units = AdmissionUnits.Request | AdmissionUnits.Slot, MaxWait = maxWait };

    /// <summary>The account's pool first; limits of team and key hold for all of their work, those of their plans for each pool apart.</summary>
    private static ImmutableArray<AdmissionLevel> LevelsOf(WavesContract contract, string pool, Plan plan, VirtualKey key, IPlanCatalog plans)
    {
        var account = new AdmissionLevel(LimitLevel.Account, pool, plan.Of(contract.LimitGroup));
        var team = new AdmissionLevel(LimitLevel.Team, key.Team, key.TeamLimits);
        var own = new AdmissionLevel(LimitLevel.Key, key.Id, key.Limits);
        if (key.TeamPlan is null && key.Plan is null)
            return [account, team, own];
        var levels = ImmutableArray.CreateBuilder<AdmissionLevel>(5);
        levels.AddRange(account, team, own);
        if (key.TeamPlan is { } teamPlan)
            levels.Add(new(LimitLevel.Team, $"{key.Team}/{pool}", LimitsOf(teamPlan)));
        if (key.Plan is { } keyPlan)
            levels.Add(new(LimitLevel.Key, $"{key.Id}/{pool}", LimitsOf(keyPlan)));
        return levels.DrainToImmutable();

        // A plan that cannot be read yet counts as the smallest that ships.
        LimitSet LimitsOf(string name) => (plans.Find(name) ?? PlanPresets.Standard).Of(contract.LimitGroup);
    }

    /// <summary>Transcription of recordings is counted per model (waves-api 6.1), everything else per group.</summary>
    private static string PoolOf(WavesContract contract, string? model)
    {
        var group = LimitGroupName.Of(contract.LimitGroup);
        return contract.LimitGroup is LimitGroup.Stt ? $"{group}:{Canonical(model ?? "pulse")}" : group;
    }

    /// <summary>One model has two spellings (waves-api 0.4).</summary>
    private static string Canonical(string model) => model.Replace('_', '-').ToLowerInvariant();
}
