using System.Threading.RateLimiting;
using Gateway.Edge;

namespace Gateway.Admission;

/// <summary>
/// Lets the rate limiting middleware ask the gate. The middleware tries synchronously first: where the books are in this
/// process that asks already, and who is let in at once is done. Shared books, and whoever has to wait, are waited for by
/// its second, asynchronous question. Stateless: see <see cref="AdmissionPath"/>.
/// </summary>
internal sealed class CapacityLimiter : PartitionedRateLimiter<HttpContext>
{
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        if (!AdmissionRequests.AsksForCapacity(resource))
            return UnlimitedLease.Instance;
        var gate = resource.Find<AdmissionPath>()!.Gate;
        if (!gate.IsLocal)
            return UnlimitedLease.NotYet;
        var entry = gate.EnterAsync(resource, resource.RequestAborted);
        if (!entry.IsCompletedSuccessfully)
            return Later(resource, entry.AsTask());
        var lease = entry.Result;
        return lease.IsAcquired ? lease : Later(resource, Task.FromResult(lease));
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext context, int permitCount, CancellationToken cancellationToken) =>
        context.Find<BegunEntry>() is { } begun ? new(begun.Take()) : context.Find<AdmissionPath>()!.Gate.EnterAsync(context, cancellationToken);

    private static UnlimitedLease Later(HttpContext context, Task<RateLimitLease> entry)
    {
        var begun = new BegunEntry(entry);
        context.Keep(begun);
        // The middleware does not ask again for a caller that has left meanwhile.
        context.Response.RegisterForDisposeAsync(begun);
        return UnlimitedLease.NotYet;
    }
}
