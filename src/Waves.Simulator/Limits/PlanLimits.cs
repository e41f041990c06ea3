namespace Waves.Simulator.Limits;

/// <summary>What the simulated account may do (contract sections 6.1, 6.4 and 6.5). Immutable: change with <c>with</c>.</summary>
public sealed record PlanLimits
{
    /// <summary>The published figures of the Standard plan.</summary>
    public static PlanLimits Standard { get; } = new()
    {
        Chat = new GroupLimit { RequestsPerMinute = 10, Concurrent = 3 },
        Tts = new GroupLimit { Concurrent = 1 },
        SttPulse = new GroupLimit { RequestsPerMinute = 25 },
        SttPulsePro = new GroupLimit { RequestsPerMinute = 25 },
        SttLive = new GroupLimit { Concurrent = 100 },
        S2s = new GroupLimit { Concurrent = 1 },
        Clones = 10,
    };

    /// <summary>The published figures of the Enterprise plan.</summary>
    public static PlanLimits Enterprise { get; } = new()
    {
        Chat = new GroupLimit { RequestsPerMinute = 200, Concurrent = 20 },
        ExpiringContent = true,
    };

    /// <summary>No figure at all.</summary>
    public static PlanLimits Unlimited { get; } = new() { ExpiringContent = true };

    public GroupLimit Chat { get; init; } = GroupLimit.Unlimited;

    public GroupLimit Tts { get; init; } = GroupLimit.Unlimited;

    /// <summary>Open sockets allowed per unit of <see cref="Tts"/> concurrency.</summary>
    public int TtsSocketsPerUnit { get; init; } = 5;

    /// <summary>Overrides the product of <see cref="TtsSocketsPerUnit"/> and the units when it has a figure of its own.</summary>
    public GroupLimit TtsSockets { get; init; } = GroupLimit.Unlimited;

    public GroupLimit SttPulse { get; init; } = GroupLimit.Unlimited;

    public GroupLimit SttPulsePro { get; init; } = GroupLimit.Unlimited;

    public GroupLimit SttLive { get; init; } = GroupLimit.Unlimited;

    public GroupLimit S2s { get; init; } = GroupLimit.Unlimited;

    public GroupLimit Cloning { get; init; } = GroupLimit.Unlimited;

    public GroupLimit Pca { get; init; } = GroupLimit.Unlimited;

    public GroupLimit TextIntelligence { get; init; } = GroupLimit.Unlimited;

    public GroupLimit Management { get; init; } = GroupLimit.Unlimited;

    /// <summary>Most instant clones the organisation may keep.</summary>
    public int? Clones { get; init; }

    /// <summary>Whether <c>x-expire-content</c> is honoured (<c>applied</c>) or refused (<c>not-entitled</c>).</summary>
    public bool ExpiringContent { get; init; }

    /// <summary>Whether 429 answers carry <c>Retry-After</c>. The contract says only "if present".</summary>
    public bool SendRetryAfter { get; init; } = true;

    /// <summary>The preset called <paramref name="name"/>: <c>standard</c>, <c>enterprise</c> or <c>unlimited</c>.</summary>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static PlanLimits Preset(string name) => name.ToLowerInvariant() switch
    {
        "standard" => Standard,
        "enterprise" => Enterprise,
        "unlimited" => Unlimited,
        _ => throw new ArgumentException($"There is no plan '{name}': use standard, enterprise or unlimited.", nameof(name)),
    };

    /// <summary>The figures that hold for <paramref name="group"/>, sockets per unit worked out.</summary>
    public GroupLimit For(LimitGroup group) => group switch
    {
        LimitGroup.Chat => Chat,
        LimitGroup.Tts => Tts,
        LimitGroup.TtsSockets => TtsSockets with
        {
            Allowed = TtsSockets.Allowed && Tts.Allowed,
            Concurrent = TtsSockets.Concurrent ?? Tts.Concurrent * TtsSocketsPerUnit,
        },
        LimitGroup.SttPulse => SttPulse,
        LimitGroup.SttPulsePro => SttPulsePro,
        LimitGroup.SttLive => SttLive,
        LimitGroup.S2s => S2s,
        LimitGroup.Clone => Cloning,
        LimitGroup.Pca => Pca,
        LimitGroup.TextIntelligence => TextIntelligence,
        LimitGroup.Management => Management,
        _ => throw new ArgumentOutOfRangeException(nameof(group)),
    };
}
