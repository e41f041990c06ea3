using System.Collections.Immutable;
using Gateway.Policies.Admission;
using Gateway.Policies.Plans;

namespace Gateway.Admin.Documents;

/// <summary>A pool of an account now.</summary>
internal sealed record PoolDocument
{
    public PoolDocument(string account, PoolView pool)
    {
        Account = account;
        Id = pool.Id;
        Limits = pool.Limits;
        Slots = pool.Slots;
        Sockets = pool.Sockets;
        Requests = pool.Requests;
        Waiting = pool.Waiting;
        OldestWaitSeconds = pool.OldestWait.TotalSeconds;
        Teams = [.. pool.Teams.Select(team => new TeamShareDocument(team.Team, team.Slots, team.Sockets, team.Waiting, team.OldestWait.TotalSeconds))];
    }

    /// <summary>Its account.</summary>
    public string Account { get; }

    /// <summary>Its id: <c>chat</c>, <c>stt:pulse</c>.</summary>
    public string Id { get; }

    /// <summary>The figures in force.</summary>
    public LimitSet Limits { get; }

    /// <summary>Slots held.</summary>
    public int Slots { get; }

    /// <summary>Sockets held.</summary>
    public int Sockets { get; }

    /// <summary>Requests that count now.</summary>
    public int Requests { get; }

    /// <summary>How many wait.</summary>
    public int Waiting { get; }

    /// <summary>How long the first of them has waited, in seconds.</summary>
    public double OldestWaitSeconds { get; }

    /// <summary>Who holds and who waits.</summary>
    public ImmutableArray<TeamShareDocument> Teams { get; }
}
