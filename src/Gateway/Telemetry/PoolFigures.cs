using Gateway.Policies.Plans;

namespace Gateway.Telemetry;

/// <summary>One pool of an account as metrics show it. Of pools whose models metrics do not tell apart, the sum.</summary>
/// <param name="Account">Name of the account.</param>
/// <param name="Group">Limit group.</param>
/// <param name="Model">Model, where the group is counted by model; else <c>none</c>.</param>
/// <param name="Caps">What the plan allows.</param>
internal sealed record PoolFigures(string Account, string Group, string Model, LimitSet Caps)
{
    /// <summary>Slots that the upstream has taught to be the limit.</summary>
    public int? LearnedSlots { get; init; }

    /// <summary>Requests a minute, likewise.</summary>
    public int? LearnedRequests { get; init; }

    /// <summary>Slots held.</summary>
    public int Slots { get; init; }

    /// <summary>Sockets held.</summary>
    public int Sockets { get; init; }

    /// <summary>Requests that count in the minute.</summary>
    public int Requests { get; init; }

    /// <summary>How many wait.</summary>
    public int Waiting { get; init; }

    /// <summary>How long the first of them has waited, in seconds.</summary>
    public double OldestWaitSeconds { get; init; }
}
