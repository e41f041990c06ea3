using System.ComponentModel.DataAnnotations;

namespace Gateway.Relay;

/// <summary>Settings of the relay: how long peers may be silent, slow or unwilling to part.</summary>
public sealed class RelayOptions
{
    /// <summary>Where they stand in the configuration.</summary>
    public const string Section = "Gateway:Relay";

    /// <summary>How long a peer is silent before it gets a ping of ours; an active one gets none.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How long a peer is silent, our ping included, before it counts as gone. Longer than <see cref="PingInterval"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan PeerTimeout { get; set; } = TimeSpan.FromSeconds(26);

    /// <summary>How long a peer may take to answer a close frame before both legs are cut.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a peer may take to accept what is written to it.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Added to the upstream's own idle time of a TTS socket (<c>?timeout=</c>, or 60 s), so that the upstream's
    /// time-out comes first.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan TtsIdleGrace { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long nothing is said on an STT socket before it is closed. The upstream's own time is not documented.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan SttIdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long nothing is said on a Hydra socket before it is closed. The upstream closes after about 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan HydraIdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long sessions may run on after the process was told to end.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest message that passes, all fragments together; a longer one is answered with 1009.</summary>
    [Range(64 * 1024, int.MaxValue)]
    public int MaxMessageBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Most sockets open at once; above, the handshake is answered with 503.</summary>
    [Range(1, 1_000_000)]
    public int MaxSessions { get; set; } = 20_000;
}
