using Gateway.Policies.Usage;
using Gateway.Relay.Inspection;
using Gateway.Relay.Pumping;

namespace Gateway.Relay.Conversations;

/// <summary>
/// What is spoken on a socket, as far as the gateway follows it: who looks on, who judges, when it is idle, what it used.
/// One for each session. Watches and gate are used by the pumps; the rest may be called from any thread.
/// </summary>
internal abstract class Conversation
{
    /// <summary>Looks on what the client sends; null for nobody.</summary>
    public virtual FrameWatch? ClientWatch => null;

    /// <summary>Looks on what the upstream sends; null for nobody.</summary>
    public virtual FrameWatch? UpstreamWatch => null;

    /// <summary>Judges the client's text messages; null where they all pass.</summary>
    public virtual IMessageGate? Gate => null;

    /// <summary>Longest time without a message in either direction; zero for ever.</summary>
    public virtual TimeSpan IdleTimeout => TimeSpan.Zero;

    /// <summary>A text frame for the client before an idle close; empty for none.</summary>
    public virtual ReadOnlyMemory<byte> IdleLastWord() => default;

    /// <summary>A text frame for the client before the close of a restart; empty for none.</summary>
    public virtual ReadOnlyMemory<byte> RestartLastWord() => default;

    /// <summary>The process is ending: no new work begins.</summary>
    /// <param name="atRest">Called once when nothing runs any more, at once if nothing does; never for a conversation that is one piece of work.</param>
    public virtual void Drain(Action atRest)
    {
    }

    /// <summary>
    /// The upstream is gone and all that came from it was heard, while the client may still be there: what is held for work
    /// at the upstream is given back, and the work accounted. <see cref="EndAsync"/> follows.
    /// </summary>
    /// <param name="reason">Why.</param>
    public virtual ValueTask UpstreamGoneAsync(RelayEndReason reason) => ValueTask.CompletedTask;

    /// <summary>Both connections are over: what is held is given back, and the work it was for accounted.</summary>
    /// <param name="reason">Why.</param>
    public virtual ValueTask EndAsync(RelayEndReason reason) => ValueTask.CompletedTask;

    /// <summary>Id of the admission of the one piece of work that the socket is; null where it is several, or nothing was admitted.</summary>
    public virtual string? WorkId => null;

    /// <summary>Id of work that runs now on a lease of its own, beside that of the socket; null: none.</summary>
    public virtual string? LeasedWorkId => null;

    /// <summary>What the work that runs now has used so far; work that is over is not in it.</summary>
    public virtual UsageAmounts Progress => default;

    /// <summary>Adds what this conversation knows to the account of its socket. After <see cref="EndAsync"/>.</summary>
    public virtual SessionUsage Account(SessionUsage usage) => usage;
}
