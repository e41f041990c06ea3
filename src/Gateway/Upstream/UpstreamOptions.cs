using System.ComponentModel.DataAnnotations;

namespace Gateway.Upstream;

/// <summary>Where calls go and how long the gateway waits there.</summary>
public sealed class UpstreamOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Upstream";

    /// <summary>The accounts; the first serves every key that names none. At least one.</summary>
    public IList<UpstreamAccountOptions> Accounts { get; } = [];

    /// <summary>Longest time to open a connection, TLS included, over all tries.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a connection that fails at once is tried again; nothing has been sent then.</summary>
    [Range(0, 10)]
    public int ConnectRetries { get; set; } = 2;

    /// <summary>Longest silence of the upstream before and within an answer, where the contract names no other.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time for a WebSocket handshake.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:02:00")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a destination is left alone after <see cref="BreakerThreshold"/> of its calls failed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Failed connections within <see cref="BreakerWindow"/> that open the circuit of a destination.</summary>
    [Range(2, 1000)]
    public int BreakerThreshold { get; set; } = 5;

    /// <summary>The time over which failures are counted.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(10);
}
