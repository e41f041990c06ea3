namespace Gateway.Policies.Admission;

/// <summary>A piece of work standing in a <see cref="WaitLine"/>; its task is the decision.</summary>
internal sealed class Waiter(AdmissionRequest request, long sequence, long since)
    : TaskCompletionSource<AdmissionDecision>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private ITimer? _timer;
    private CancellationTokenRegistration _departure;

    public AdmissionRequest Request => request;

    /// <summary>Order of arrival at the account.</summary>
    public long Sequence => sequence;

    /// <summary>When it came, in ticks of the book's clock.</summary>
    public long Since => since;

    /// <summary>Its place in the line; null once it has left.</summary>
    public LinkedListNode<Waiter>? Place { get; set; }

    /// <summary>What ends the wait from outside.</summary>
    public void Watch(ITimer timer, CancellationTokenRegistration departure)
    {
        _timer = timer;
        _departure = departure;
    }

    /// <summary>Stops watching. Does not wait for a callback that runs now: it will find that the place is gone.</summary>
    public void Unwatch()
    {
        _timer?.Dispose();
        _departure.Unregister();
    }
}
