using Gateway.Configuration;

namespace Gateway.Storage;

/// <summary>A key declared in the settings. Changing it there is how it is changed.</summary>
internal sealed class ConfiguredKeyOptions
{
    /// <summary>What people call it; unique within the team.</summary>
    public string Name { get; set; } = "";

    /// <summary>The team that spends with it. A team of that name in the database lends it limits and weight.</summary>
    public string Team { get; set; } = "";

    /// <summary>The secret itself; hashed when it is read. Either this or <see cref="SecretHash"/>.</summary>
    public Secret? Secret { get; set; }

    /// <summary>What <c>gateway keys hash</c> prints for the secret under the pepper: 64 hexadecimal digits.</summary>
    public string? SecretHash { get; set; }

    /// <summary>Contract ids, limit groups, or <c>analytics</c>; empty: everything but analytics.</summary>
    public IList<string> Scopes { get; set; } = [];

    /// <summary>Models; empty: all.</summary>
    public IList<string> Models { get; set; } = [];

    /// <summary>Voices; empty: all.</summary>
    public IList<string> Voices { get; set; } = [];

    /// <summary>Upstream regions; empty: all.</summary>
    public IList<string> Regions { get; set; } = [];

    /// <summary>Web origins; empty: all.</summary>
    public IList<string> Origins { get; set; } = [];

    /// <summary>Networks in CIDR form; empty: all.</summary>
    public IList<string> Networks { get; set; } = [];

    /// <summary>Labels for grouping usage.</summary>
    public IList<string> Tags { get; set; } = [];

    /// <summary>Requests in any 60 s, pieces of work and TTS sockets at once.</summary>
    public ConfiguredLimits Limits { get; set; } = new();

    /// <summary>A plan whose limits hold for it, group by group, besides <see cref="Limits"/>: one that ships, or one that operators keep; unset: none.</summary>
    public string? Plan { get; set; }

    /// <summary>What it may spend; empty: no bound but its team's.</summary>
    public IList<ConfiguredBudget> Budgets { get; set; } = [];

    /// <summary>Share in the fair queue; unset: the team's.</summary>
    public double? Weight { get; set; }

    /// <summary>Longest wait in the queue that a caller may choose; unset: the team's.</summary>
    public TimeSpan? MaxWait { get; set; }

    /// <summary>Upstream account; unset: the team's.</summary>
    public string? Account { get; set; }

    /// <summary>From then on it is refused; unset: never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}
