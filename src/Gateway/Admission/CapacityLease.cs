using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>
/// What an admitted request holds. The answer's path gives it back before its last byte; disposing it is the last resort.
/// Thread-safe.
/// </summary>
/// <param name="store">Where it was got.</param>
/// <param name="request">What was asked for.</param>
/// <param name="decision">What was answered.</param>
/// <param name="departure">When it was let in.</param>
internal sealed class CapacityLease(IAdmissionStore store, AdmissionRequest request, in AdmissionDecision decision, Departure departure) : RateLimitLease, IAdmissionFeature
{
    private readonly AdmissionDecision _decision = decision;
    private int _left;
    private int _given;

    public AdmissionRequest Request => request;

    public AdmissionDecision Decision => _decision;

    public bool IsGiven => Volatile.Read(ref _given) != 0;

    public override bool IsAcquired => true;

    public override IEnumerable<string> MetadataNames => [];

    public void Leaves()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0 && !IsGiven)
            departure.Leaves(store, request, _decision);
    }

    public ValueTask ReleaseAsync() => GivesNow() ? store.ReleaseAsync(request.Account, request.Id) : ValueTask.CompletedTask;

    public ValueTask ReturnAsync() => GivesNow() ? store.ReturnAsync(request.Account, request.Id) : ValueTask.CompletedTask;

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = null;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        // The store owns what it could not deliver at once: a release never fails, so nobody has to wait for it here.
        if (disposing && GivesNow())
            _ = store.ReleaseAsync(request.Account, request.Id).AsTask();
        base.Dispose(disposing);
    }

    private bool GivesNow() => Interlocked.Exchange(ref _given, 1) == 0;
}
