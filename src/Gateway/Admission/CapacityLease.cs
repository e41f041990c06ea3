using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>
/// What an admitted request holds, from being let in to its end. The answer's path gives it back before its last byte;
/// disposing it is the last resort, which counts in no minute where the request never went on. Thread-safe.
/// </summary>
internal sealed class CapacityLease : RateLimitLease, IAdmissionFeature
{
    private readonly IAdmissionStore _store;
    private readonly AdmissionDecision _decision;
    private readonly Departure _departure;
    private readonly LiveRequests _requests;
    private volatile bool _begun;
    private int _left;
    private int _given;

    /// <param name="store">Where it was got.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="decision">What was answered.</param>
    /// <param name="departure">When it was let in.</param>
    /// <param name="requests">Where it counts while it lives.</param>
    public CapacityLease(IAdmissionStore store, AdmissionRequest request, in AdmissionDecision decision, Departure departure, LiveRequests requests)
    {
        (_store, Request, _decision, _departure, _requests) = (store, request, decision, departure, requests);
        requests.Begin(this);
    }

    public AdmissionRequest Request { get; }

    public AdmissionDecision Decision => _decision;

    public bool IsGiven => Volatile.Read(ref _given) != 0;

    public override bool IsAcquired => true;

    public override IEnumerable<string> MetadataNames => [];

    public void Begins() => _begun = true;

    public void Leaves()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0 && !IsGiven)
            _departure.Leaves(_store, Request, _decision);
    }

    public ValueTask ReleaseAsync() => GivesNow() ? _store.ReleaseAsync(Request.Account, Request.Id) : ValueTask.CompletedTask;

    public ValueTask ReturnAsync() => GivesNow() ? _store.ReturnAsync(Request.Account, Request.Id) : ValueTask.CompletedTask;

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = null;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        // The store owns what it could not deliver at once: a release never fails, so nobody has to wait for it here.
        if (disposing)
            _ = _begun ? ReleaseAsync().AsTask() : ReturnAsync().AsTask();
        _requests.End(this);
        base.Dispose(disposing);
    }

    private bool GivesNow() => Interlocked.Exchange(ref _given, 1) == 0;
}
