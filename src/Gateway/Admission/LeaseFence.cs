using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>
/// Stands between a session and its upstream: the leases that the session lives by. When one may be somebody else's by
/// now, the books are asked before another byte goes out; when one is, the session ends. Thread-safe.
/// </summary>
/// <param name="session">What the socket itself holds; null where nothing is limited.</param>
internal sealed class LeaseFence(AdmissionLease? session)
{
    private readonly AdmissionLease _session = session ?? AdmissionLease.Kept;
    private volatile AdmissionLease _work = AdmissionLease.Kept;
    private Action? _whenLost;

    /// <summary>Whether <see cref="ConfirmAsync"/> comes before the next byte. Reads a clock, no more.</summary>
    public bool InDoubt => _session.InDoubt || _work.InDoubt;

    /// <summary>Says what ends the session; once, before it begins.</summary>
    public void Guard(Action whenLost)
    {
        _whenLost = whenLost;
        Watch(_session);
    }

    /// <summary>A piece of work on the socket begins, with a lease of its own.</summary>
    public void Begin(AdmissionLease? work)
    {
        if (work is null)
            return;
        _work = work;
        Watch(work);
    }

    /// <summary>It has ended; another may have begun since.</summary>
    public void End(AdmissionLease? work)
    {
        if (_work == work)
            _work = AdmissionLease.Kept;
    }

    /// <summary>Asks the books.</summary>
    /// <returns>False: a slot is somebody else's, and the session is ending.</returns>
    public async ValueTask<bool> ConfirmAsync()
    {
        var work = _work;
        return await _session.ConfirmAsync(CancellationToken.None) && await work.ConfirmAsync(CancellationToken.None);
    }

    // Nobody loses a lease that was given back, so what ended need not be forgotten here.
    private void Watch(AdmissionLease lease) => lease.Lost.UnsafeRegister(static fence => ((LeaseFence)fence!)._whenLost?.Invoke(), this);
}
