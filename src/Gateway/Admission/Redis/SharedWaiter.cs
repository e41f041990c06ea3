using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>Work of this replica that stands in a line of the shared books; completes with its turn, or null: ask again.</summary>
/// <param name="asked">When the books were asked.</param>
internal sealed class SharedWaiter(long asked) : TaskCompletionSource<AdmissionDecision?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private long _known = asked;

    /// <summary>When the latest sign of life was sent that the books have heard: a turn given since is held for a lease's life from then.</summary>
    public long Known
    {
        get => Volatile.Read(ref _known);
        set => Volatile.Write(ref _known, value);
    }

    /// <summary>Whether the books have said that it waits; before that they need not know it.</summary>
    public bool Stands { get; set; }
}
