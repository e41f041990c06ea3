using System.Threading.RateLimiting;
using Gateway.Edge;

namespace Gateway.Admission;

/// <summary>
/// Lets the rate limiting middleware ask the gate. The middleware tries synchronously first, and that asks already: who is
/// let in at once is done. Whoever has to wait is waited for by its second, asynchronous question. Stateless: see
/// <see cref="AdmissionPath"/>.
/// </summary>
internal sealed class CapacityLimiter : PartitionedRateLimiter<HttpContext>
{
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        if (!AdmissionRequests.AsksForCapacity(resource))
            return UnlimitedLease.Instance;
        var entry = resource.Find<AdmissionPath>()!.Gate.EnterAsync(resource, resource.RequestAborted);
        if (!entry.IsCompletedSuccessfully)
        {
            resource.Keep(new Entry(entry.AsTask()));
            return UnlimitedLease.NotYet;
        }
        var lease = entry.Result;
        if (!lease.IsAcquired)
            resource.Keep(new Entry(Task.FromResult(lease)));
        return lease;
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext context, int permitCount, CancellationToken cancellationToken) =>
        new(context.Find<Entry>()!.Lease);

    /// <summary>An entry that takes a while, or that was refused: the middleware asks again.</summary>
    private sealed record Entry(Task<RateLimitLease> Lease);
}
