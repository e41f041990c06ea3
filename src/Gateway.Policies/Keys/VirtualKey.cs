using System.Collections.Immutable;
using Gateway.Policies.Plans;

namespace Gateway.Policies.Keys;

/// <summary>A key that the gateway issued to a team. Holds no secret: the secret is known by its <see cref="KeyHash"/> alone.</summary>
public sealed record VirtualKey
{
    /// <summary>Public id, <c>key_…</c>; may be shown and logged.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it; unique within the team.</summary>
    public string Name { get; init; } = "";

    /// <summary>The team that spends with it.</summary>
    public required string Team { get; init; }

    /// <summary>Upstream account that serves it; null: the first one configured.</summary>
    public string? Account { get; init; }

    /// <summary>What it may be used for.</summary>
    public KeyScopes Scopes { get; init; } = KeyScopes.All;

    /// <summary>Limits of its own, besides its team's and the account's.</summary>
    public LimitSet Limits { get; init; } = LimitSet.None;

    /// <summary>Limits of the team, repeated here so that one look-up answers everything.</summary>
    public LimitSet TeamLimits { get; init; } = LimitSet.None;

    /// <summary>Share of the team in the fair queue, relative to other teams; above 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Longest time a caller may choose to wait for its turn; null: the gateway's own bound.</summary>
    public TimeSpan? MaxWait { get; init; }

    /// <summary>From then on the key is refused; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Set when the key was withdrawn.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Free labels for grouping usage.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Whether the key is in force at a moment.</summary>
    public bool IsActive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } end || now < end);
}
