using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Waves.Simulator;

/// <summary>How a simulator starts. Limits, keys, cadence and faults can be changed later on the host.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The key accepted when no other is named.</summary>
    public const string DefaultKey = "sk_upstream";

    /// <summary>The region the service answers from by default.</summary>
    public const string India = "ap-south-1";

    /// <summary>The region behind the US host name.</summary>
    public const string Usa = "us-west-2";

    /// <summary>Where HTTP/1.1 listens: <c>http</c>, an IP address or <c>localhost</c>, port 0 for any free one.</summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:0");

    /// <summary>Where cleartext HTTP/2 with prior knowledge listens.</summary>
    public Uri Http2Url { get; init; } = new("http://127.0.0.1:0");

    /// <summary>The upstream keys accepted. All of them share one account, and so one set of limits.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [DefaultKey];

    public PlanLimits Limits { get; init; } = PlanLimits.Unlimited;

    public Cadence Cadence { get; init; } = Cadence.Instant;

    /// <summary>Which languages are at home here: <see cref="India"/> or <see cref="Usa"/>.</summary>
    public string Region { get; init; } = India;

    /// <summary>Largest recording accepted; 250 MB in the contract, smaller in tests.</summary>
    public long MaxUploadBytes { get; init; } = 250L * 1024 * 1024;

    /// <summary>Whether <c>/__simulator</c> answers callers that are not on this machine.</summary>
    public bool RemoteControl { get; init; }

    /// <summary>The clock of windows, pacing and timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the simulator logs; nowhere by default.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
