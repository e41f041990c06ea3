using System.Collections.Immutable;
using System.Net;
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

    /// <summary>Name of a plan whose limits hold for it, group by group, besides <see cref="Limits"/>; null: none.</summary>
    public string? Plan { get; init; }

    /// <summary>Name of the team's plan, repeated here as the limits are.</summary>
    public string? TeamPlan { get; init; }

    /// <summary>Share of the team in the fair queue, relative to other teams; above 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Longest time a caller may choose to wait for its turn; null: the gateway's own bound.</summary>
    public TimeSpan? MaxWait { get; init; }

    /// <summary>What it may spend.</summary>
    public ImmutableArray<Budget> Budgets { get; init; } = [];

    /// <summary>What its team may spend, repeated here as the limits are.</summary>
    public ImmutableArray<Budget> TeamBudgets { get; init; } = [];

    /// <summary>From then on the key is refused; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Set when the key was withdrawn.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Free labels for grouping usage.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Web origins whose pages may use it, <c>scheme://host[:port]</c> in lower case; empty: any.</summary>
    public ImmutableArray<string> Origins { get; init; } = [];

    /// <summary>Networks from which it may be used; empty: any.</summary>
    public ImmutableArray<IPNetwork> Networks { get; init; } = [];

    /// <summary>Whether the key is in force at a moment.</summary>
    public bool IsActive(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is not { } end || now < end);

    /// <summary>
    /// Whether a page of an origin may use it. Null, a caller that is no browser, is allowed: the list protects users of
    /// browsers, not the key.
    /// </summary>
    public bool AllowsOrigin(string? origin) =>
        Origins.IsEmpty || origin is null || Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it may be used from an address; an unknown address is refused when there is a list.</summary>
    public bool AllowsAddress(IPAddress? address)
    {
        if (Networks.IsEmpty)
            return true;
        if (address is null)
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        foreach (var network in Networks)
        {
            if (network.Contains(address))
                return true;
        }
        return false;
    }
}
