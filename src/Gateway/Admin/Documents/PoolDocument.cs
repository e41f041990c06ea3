using System.Collections.Immutable;
using Gateway.Policies.Admission;
using Gateway.Policies.Plans;

namespace Gateway.Admin.Documents;

/// <summary>A pool of an account now.</summary>
internal sealed record PoolDocument
{
    /// <summary>A pool as the books show it.</summary>
    public static PoolDocument Of(string account, PoolView pool) => new()
    {
        Account = account,
        Id = pool.Id,
        Limits = pool.Limits,
        LearnedSlots = pool.LearnedSlots,
        LearnedRequestsPerMinute = pool.LearnedRequests,
        Slots = pool.Slots,
        Sockets = pool.Sockets,
        Requests = pool.Requests,
        Waiting = pool.Waiting,
        OldestWaitSeconds = pool.OldestWait.TotalSeconds,
        Teams = [.. pool.Teams.Select(team => new TeamShareDocument(team.Team, team.Slots, team.Sockets, team.Waiting, team.OldestWait.TotalSeconds))],
    };

    /// <summary>Its account.</summary>
    public string Account { get; init; } = "";

    /// <summary>Its id: <c>chat</c>, <c>stt:pulse</c>.</summary>
    public string Id { get; init; } = "";

    /// <summary>The figures in force.</summary>
    public LimitSet Limits { get; init; } = LimitSet.None;

    /// <summary>Slots that may be taken now, where the upstream has refused what the figures allow.</summary>
    public int? LearnedSlots { get; init; }

    /// <summary>Requests a minute, likewise.</summary>
    public int? LearnedRequestsPerMinute { get; init; }

    /// <summary>Slots held.</summary>
    public int Slots { get; init; }

    /// <summary>Sockets held.</summary>
    public int Sockets { get; init; }

    /// <summary>Requests that count now.</summary>
    public int Requests { get; init; }

    /// <summary>How many wait.</summary>
    public int Waiting { get; init; }

    /// <summary>How long the first of them has waited, in seconds.</summary>
    public double OldestWaitSeconds { get; init; }

    /// <summary>Who holds and who waits.</summary>
    public ImmutableArray<TeamShareDocument> Teams { get; init; } = [];
}
