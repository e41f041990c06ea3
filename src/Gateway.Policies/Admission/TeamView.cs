namespace Gateway.Policies.Admission;

/// <summary>A team's part of a pool at one moment.</summary>
public sealed record TeamView
{
    /// <summary>The team.</summary>
    public required string Team { get; init; }

    /// <summary>Slots it holds.</summary>
    public int Slots { get; init; }

    /// <summary>Sockets it holds.</summary>
    public int Sockets { get; init; }

    /// <summary>How many of it wait.</summary>
    public int Waiting { get; init; }

    /// <summary>How long the first of them has waited.</summary>
    public TimeSpan OldestWait { get; init; }
}
