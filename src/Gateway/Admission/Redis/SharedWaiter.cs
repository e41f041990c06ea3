using Gateway.Policies.Admission;

namespace Gateway.Admission.Redis;

/// <summary>Work of this replica that stands in a line of the shared books; completes with its turn, or null: ask again.</summary>
internal sealed class SharedWaiter() : TaskCompletionSource<AdmissionDecision?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>Whether the books have said that it waits; before that they need not know it.</summary>
    public bool Stands { get; set; }
}
