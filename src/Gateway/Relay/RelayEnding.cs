using Gateway.Relay.Framing;

namespace Gateway.Relay;

/// <summary>How a session is brought to its end.</summary>
/// <param name="Reason">Its first cause.</param>
internal sealed record RelayEnding(RelayEndReason Reason)
{
    /// <summary>Close code for the client; <see cref="CloseStatus.None"/> where it already has one or needs none.</summary>
    public ushort ToClient { get; init; }

    /// <summary>Close code for the upstream; as for the client.</summary>
    public ushort ToUpstream { get; init; }

    /// <summary>Reason in both close frames; at most 123 bytes.</summary>
    public string Text { get; init; } = "";

    /// <summary>A text frame for the client before its close frame; empty for none.</summary>
    public ReadOnlyMemory<byte> LastWord { get; init; }

    /// <summary>Which leg is past saving and is cut at once; null for none.</summary>
    public RelaySide? Cut { get; init; }

    /// <summary>Who broke the protocol; null for nobody.</summary>
    public RelaySide? Guilty { get; init; }

    /// <summary>What the connection said when it broke.</summary>
    public Exception? Cause { get; init; }

    /// <summary>The process ends; the client may come back at once.</summary>
    /// <param name="lastWord">The dialect's error frame; empty for none.</param>
    public static RelayEnding Drained(ReadOnlyMemory<byte> lastWord) => new(RelayEndReason.Drained)
    {
        ToClient = RelayCloseCodes.ServiceRestart,
        ToUpstream = RelayCloseCodes.GoingAway,
        Text = "restarting",
        LastWord = lastWord,
    };

    /// <summary>An operator ends it.</summary>
    public static RelayEnding Operator { get; } = new(RelayEndReason.Operator)
    {
        ToClient = RelayCloseCodes.PolicyViolation,
        ToUpstream = RelayCloseCodes.GoingAway,
        Text = "ended by operator",
    };

    /// <summary>The caller may not go on.</summary>
    /// <param name="text">Close reason: a word that clients act on, such as <c>forbidden</c>.</param>
    public static RelayEnding Revoked(string text) => new(RelayEndReason.Revoked)
    {
        ToClient = RelayCloseCodes.PolicyViolation,
        ToUpstream = RelayCloseCodes.GoingAway,
        Text = text,
    };

    /// <summary>The budget that pays for it is used up. The reason is the word by which STT clients know not to come back.</summary>
    /// <param name="lastWord">The dialect's error frame, where it has one.</param>
    public static RelayEnding Spent(ReadOnlyMemory<byte> lastWord) => Revoked("forbidden") with { LastWord = lastWord };

    /// <summary>Its slot is somebody else's: not one more byte goes upstream, a close frame included.</summary>
    public static RelayEnding SlotLost { get; } = Revoked("concurrency_limit_reached") with { ToUpstream = CloseStatus.None, Cut = RelaySide.Upstream };

    /// <summary>Nobody spoke for too long.</summary>
    /// <param name="lastWord">The dialect's error frame, where it has one.</param>
    public static RelayEnding Idle(ReadOnlyMemory<byte> lastWord) => new(RelayEndReason.Idle)
    {
        ToClient = RelayCloseCodes.Normal,
        ToUpstream = RelayCloseCodes.Normal,
        Text = "idle",
        LastWord = lastWord,
    };

    /// <summary>A peer is gone, or does not take what it is sent.</summary>
    public static RelayEnding Gone(RelaySide side, RelayEndReason reason, Exception? cause = null) => new(reason)
    {
        Cut = side,
        ToClient = side == RelaySide.Upstream ? RelayCloseCodes.InternalError : CloseStatus.None,
        ToUpstream = side == RelaySide.Client ? RelayCloseCodes.GoingAway : CloseStatus.None,
        Text = side == RelaySide.Upstream ? "upstream connection lost" : "client connection lost",
        Cause = cause,
    };

    /// <summary>A peer broke the protocol: both legs end, and both peers hear why.</summary>
    public static RelayEnding Fault(RelaySide side, FrameFault fault) =>
        new(side == RelaySide.Client ? RelayEndReason.ClientFault : RelayEndReason.UpstreamFault)
        {
            ToClient = FrameFaults.CloseCodeOf(fault),
            ToUpstream = FrameFaults.CloseCodeOf(fault),
            Guilty = side,
            Text = (side == RelaySide.Client ? "client: " : "upstream: ") + FrameFaults.ReasonOf(fault),
        };
}
