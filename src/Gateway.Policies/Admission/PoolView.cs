using System.Collections.Immutable;
using Gateway.Policies.Plans;

namespace Gateway.Policies.Admission;

/// <summary>One pool of an account at one moment.</summary>
public sealed record PoolView
{
    /// <summary>Id of the pool, for instance <c>chat</c> or <c>stt:pulse</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The figures that were last asked against.</summary>
    public LimitSet Limits { get; init; } = LimitSet.None;

    /// <summary>Slots that may be taken now, where the upstream has taught that it is less than <see cref="Limits"/> say.</summary>
    public int? LearnedSlots { get; init; }

    /// <summary>Requests a minute, likewise.</summary>
    public int? LearnedRequests { get; init; }

    /// <summary>Slots held.</summary>
    public int Slots { get; init; }

    /// <summary>Sockets held.</summary>
    public int Sockets { get; init; }

    /// <summary>Requests that count now; 0 where no minute is limited.</summary>
    public int Requests { get; init; }

    /// <summary>How many wait.</summary>
    public int Waiting { get; init; }

    /// <summary>How long the first of them has waited.</summary>
    public TimeSpan OldestWait { get; init; }

    /// <summary>Who holds and who waits.</summary>
    public ImmutableArray<TeamView> Teams { get; init; } = [];
}
