using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>
/// What an admitted request holds. The answer's path gives it back before its last byte; disposing it is the last resort.
/// Thread-safe.
/// </summary>
internal sealed class CapacityLease(IAdmissionStore store, AdmissionRequest request, in AdmissionDecision decision) : RateLimitLease, IAdmissionFeature
{
    private readonly AdmissionDecision _decision = decision;
    private int _given;

    public AdmissionRequest Request => request;

    public AdmissionDecision Decision => _decision;

    public bool IsGiven => Volatile.Read(ref _given) != 0;

    public override bool IsAcquired => true;

    public override IEnumerable<string> MetadataNames => [];

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
