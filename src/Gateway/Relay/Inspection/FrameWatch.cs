using Gateway.Relay.Framing;

namespace Gateway.Relay.Inspection;

/// <summary>
/// Learns what policy and accounts need from the messages of one direction while they pass. It never holds traffic up,
/// with one exception: what must happen before the end of a message is read by its receiver. Not thread-safe; one for
/// each direction of a session.
/// </summary>
internal abstract class FrameWatch
{
    /// <summary>A message begins.</summary>
    /// <param name="opcode">Text or binary.</param>
    /// <returns>Whether its content is wanted; if not, only <see cref="Counted"/> is called.</returns>
    public abstract bool Begins(Opcode opcode);

    /// <summary>Payload passes whose content is not wanted.</summary>
    public virtual void Counted(int bytes)
    {
    }

    /// <summary>Payload passes, in order, cut anywhere.</summary>
    /// <param name="payload">Unmasked; not kept.</param>
    public virtual void Passes(ReadOnlySpan<byte> payload)
    {
    }

    /// <summary>The message is whole; its last bytes have not gone on.</summary>
    /// <returns>Whether <see cref="AttendAsync"/> must be done before they go on.</returns>
    public virtual bool Ends() => false;

    /// <summary>Does what must precede the end of the message just seen. Short and bounded; does not throw.</summary>
    public virtual ValueTask AttendAsync() => ValueTask.CompletedTask;

    /// <summary>The end of the message that was attended to has gone on.</summary>
    public virtual void HasPassed()
    {
    }

    /// <summary>The direction is over: what a message cut in the middle has left is accounted for.</summary>
    public virtual void Stops()
    {
    }
}
