using Gateway.Relay.Inspection;
using Gateway.Relay.Pumping;

namespace Gateway.Relay;

/// <summary>What a session is made of.</summary>
/// <param name="Client">The client's leg, accepted.</param>
/// <param name="Upstream">The upstream's leg, accepted.</param>
internal sealed record RelaySetup(RelayLeg Client, RelayLeg Upstream)
{
    /// <summary>What was read of the upstream before, with its answer to the handshake.</summary>
    public ReadOnlyMemory<byte> UpstreamAhead { get; init; }

    /// <summary>Looks on what the client sends; null for nobody. Not together with a gate.</summary>
    public FrameWatch? ClientWatch { get; init; }

    /// <summary>Looks on what the upstream sends; null for nobody.</summary>
    public FrameWatch? UpstreamWatch { get; init; }

    /// <summary>Judges the client's text messages; null where they all pass.</summary>
    public IMessageGate? Gate { get; init; }

    /// <summary>Longest time without a message in either direction; zero for ever.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>Makes a text frame that the client gets before an idle close; null for none.</summary>
    public Func<ReadOnlyMemory<byte>>? IdleLastWord { get; init; }
}
