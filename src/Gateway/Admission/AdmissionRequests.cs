using System.Collections.Immutable;
using Gateway.Caller;
using Gateway.Edge;
using Gateway.Policies.Admission;
using Gateway.Policies.Contracts;
using Gateway.Routing;
using Gateway.Upstream;
using Gateway.Validation;

namespace Gateway.Admission;

/// <summary>Says what a piece of work asks for, out of the contract's row, the caller and the account.</summary>
internal static class AdmissionRequests
{
    /// <summary>Whether a request asks for capacity at all: it matched a row with a pool, and somebody is known to call.</summary>
    public static bool AsksForCapacity(HttpContext context) =>
        context.Features.Get<IContractFeature>() is { Served.LimitGroup: not LimitGroup.None } && context.Features.Get<ICallerFeature>() is not null;

    /// <summary>What a request takes at its start, if it <see cref="AsksForCapacity"/>.</summary>
    public static AdmissionRequest Of(HttpContext context, TimeSpan maxWait, Lane lane)
    {
        var contract = context.Features.Get<IContractFeature>()!.Served;
        var key = context.Features.Get<ICallerFeature>()!.Key;
        var account = context.Features.Get<IUpstreamFeature>()!.Account;
        return new()
        {
            Id = UniqueId.Next(),
            Account = account.Name,
            Levels = ImmutableArray.Create(
                new AdmissionLevel(LimitLevel.Account, PoolOf(contract, context.Features.Get<IRequestFactsFeature>()?.Facts.Model), account.Plan.Of(contract.LimitGroup)),
                new AdmissionLevel(LimitLevel.Team, key.Team, key.TeamLimits),
                new AdmissionLevel(LimitLevel.Key, key.Id, key.Limits)),
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

    /// <summary>Transcription of recordings is counted per model (waves-api 6.1), everything else per group.</summary>
    private static string PoolOf(WavesContract contract, string? model)
    {
        var group = LimitGroupName.Of(contract.LimitGroup);
        return contract.LimitGroup is LimitGroup.Stt ? $"{group}:{Canonical(model ?? "pulse")}" : group;
    }

    /// <summary>One model has two spellings (waves-api 0.4).</summary>
    private static string Canonical(string model) => model.Replace('_', '-').ToLowerInvariant();
}
