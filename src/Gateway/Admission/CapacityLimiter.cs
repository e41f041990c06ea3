using System.Threading.RateLimiting;
using Gateway.Edge;

namespace Gateway.Admission;

/// <summary>
/// Lets the rate limiting middleware ask the gate. The middleware tries synchronously first: that does no I/O, it lets
/// through what is not limited and leaves the rest to the asynchronous question. Stateless: see <see cref="AdmissionPath"/>.
/// </summary>
internal sealed class CapacityLimiter : PartitionedRateLimiter<HttpContext>
{
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) =>
        AdmissionRequests.AsksForCapacity(resource) ? UnlimitedLease.NotYet : UnlimitedLease.Instance;

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext context, int permitCount, CancellationToken cancellationToken) =>
        context.Find<AdmissionPath>()!.Gate.EnterAsync(context, cancellationToken);
}
