namespace Gateway.Policies.Admission;

/// <summary>
/// What admitted work holds on to: whether its slot is still its own. A process that was frozen, or cut off from the
/// shared books, may have lost it to somebody else. Thread-safe.
/// </summary>
public abstract class AdmissionLease
{
    /// <summary>A lease that cannot be lost: books of one process.</summary>
    public static AdmissionLease Kept { get; } = new KeptLease();

    /// <summary>Cancelled when the slot is somebody else's now: the work must end.</summary>
    public abstract CancellationToken Lost { get; }

    /// <summary>Whether its last renewal is too long ago to be sure. Reads a clock, no more: cheap enough for every frame.</summary>
    public abstract bool InDoubt { get; }

    /// <summary>
    /// Asks, before another byte goes upstream while <see cref="InDoubt"/>. True: go on (it is held, was taken again, or
    /// nobody answers). False: <see cref="Lost"/>.
    /// </summary>
    public abstract ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken);

    private sealed class KeptLease : AdmissionLease
    {
        public override CancellationToken Lost => CancellationToken.None;

        public override bool InDoubt => false;

        public override ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken) => new(true);
    }
}
