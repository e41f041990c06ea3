using Gateway.Policies.Usage;

namespace Gateway.Metering;

/// <summary>
/// Learns from an answer's body what the work used, while it passes and in constant memory. Not thread-safe: one for each
/// answer.
/// </summary>
internal abstract class AnswerMeter
{
    /// <summary>Whether what the caller waits for has begun to come: audio, a token.</summary>
    public bool HasBegun { get; protected set; }

    /// <summary>Audio so far, in milliseconds of audio.</summary>
    public virtual long AudioMilliseconds => 0;

    /// <summary>Takes the next bytes of the body; not kept.</summary>
    public abstract void Feed(ReadOnlySpan<byte> bytes);

    /// <summary>Whether the body said that it is whole, where it has a way to say so.</summary>
    public virtual bool IsWhole => true;

    /// <summary>What the body tells.</summary>
    public abstract UsageAmounts Read();

    /// <summary>How sure <see cref="Read"/> is.</summary>
    public abstract UsageSource Source { get; }
}
