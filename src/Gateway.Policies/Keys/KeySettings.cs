using System.Collections.Immutable;
using Gateway.Policies.Plans;

namespace Gateway.Policies.Keys;

/// <summary>What an operator says about a key. An empty list allows everything of its kind.</summary>
public record KeySettings
{
    /// <summary>Limit groups (<c>tts</c>), endpoint ids (<c>T1</c>), or <c>analytics</c>, which must be named to be allowed.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>Model names.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Voice ids.</summary>
    public ImmutableArray<string> Voices { get; init; } = [];

    /// <summary>Names of upstream regions.</summary>
    public ImmutableArray<string> Regions { get; init; } = [];

    /// <summary>Limits of its own, besides its team's and the account's.</summary>
    public LimitSet Limits { get; init; } = LimitSet.None;

    /// <summary>A plan whose limits hold, group by group, for the key's own work; null: none.</summary>
    public string? Plan { get; init; }

    /// <summary>Share in the fair queue; null: the team's.</summary>
    public double? Weight { get; init; }

    /// <summary>Longest time a caller may choose to wait for its turn, in seconds; null: the team's.</summary>
    public double? MaxWaitSeconds { get; init; }

    /// <summary>Upstream account that serves it; null: the team's.</summary>
    public string? Account { get; init; }

    /// <summary>What it may spend.</summary>
    public ImmutableArray<Budget> Budgets { get; init; } = [];

    /// <summary>From then on it is refused; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Labels for grouping usage.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Web origins, <c>https://app.example.com</c>, whose pages may use it.</summary>
    public ImmutableArray<string> Origins { get; init; } = [];

    /// <summary>Networks in CIDR form, <c>10.0.0.0/8</c>, from which it may be used.</summary>
    public ImmutableArray<string> Networks { get; init; } = [];

    /// <summary>The key as the request path sees it.</summary>
    /// <param name="id">Public id.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="team">Name of its team.</param>
    /// <param name="teamSettings">What the team says; it fills what the key leaves open.</param>
    /// <param name="revokedAt">When it was withdrawn, if it was.</param>
    public VirtualKey ToKey(string id, string name, string team, TeamSettings teamSettings, DateTimeOffset? revokedAt = null)
    {
        var wait = MaxWaitSeconds ?? teamSettings.MaxWaitSeconds;
        return new()
        {
            Id = id,
            Name = name,
            Team = team,
            Account = Account ?? teamSettings.Account,
            Scopes = new() { Contracts = Scopes, Models = Models, Voices = Voices, Regions = Regions },
            Limits = Limits,
            TeamLimits = teamSettings.Limits,
            Plan = Plan,
            TeamPlan = teamSettings.Plan,
            Weight = Weight ?? teamSettings.Weight,
            MaxWait = wait is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Budgets = Budgets,
            TeamBudgets = teamSettings.Budgets,
            ExpiresAt = ExpiresAt,
            RevokedAt = revokedAt,
            Tags = teamSettings.Tags.IsEmpty ? Tags : [.. teamSettings.Tags, .. Tags],
            Origins = Origins,
            Networks = [.. Networks.Select(System.Net.IPNetwork.Parse)],
        };
    }
}
