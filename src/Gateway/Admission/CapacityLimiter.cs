using System.Threading.RateLimiting;
using Gateway.Caller;
using Gateway.Edge;
using Gateway.Policies.Admission;
using Gateway.Policies.Errors;
using Gateway.Policies.Plans;
using Gateway.Routing;
using Microsoft.Extensions.Options;

namespace Gateway.Admission;

/// <summary>
/// Lets the rate limiting middleware ask the books of capacity. The middleware tries synchronously first: that does no
/// I/O, it lets through what is not limited and leaves the rest to the asynchronous question.
/// </summary>
internal sealed class CapacityLimiter(IAdmissionStore store, IPlanCatalog plans, IOptions<AdmissionOptions> options, AdmissionMetrics metrics, TimeProvider time, ILogger<CapacityLimiter> logger)
    : PartitionedRateLimiter<HttpContext>
{
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) =>
        AdmissionRequests.AsksForCapacity(resource) ? UnlimitedLease.NotYet : UnlimitedLease.Instance;

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext context, int permitCount, CancellationToken cancellationToken)
    {
        var headers = context.Request.Headers;
        var bound = context.Find<ICallerFeature>()?.Key.MaxWait ?? options.Value.MaxWaitBound;
        if (!AdmissionHeaders.TryReadMaxWait(headers[AdmissionHeaders.MaxWait], options.Value.DefaultMaxWait, bound, out var maxWait))
            return new RefusedLease(new(ErrorKind.Invalid, $"{AdmissionHeaders.MaxWait} is a number of seconds, for instance 2.5."));
        if (!AdmissionHeaders.TryReadLane(headers[AdmissionHeaders.LaneName], out var lane))
            return new RefusedLease(new(ErrorKind.Invalid, $"{AdmissionHeaders.LaneName} is interactive or batch."));

        var request = AdmissionRequests.Of(context, plans, maxWait, lane);
        var departure = new Departure(time.GetTimestamp(), options.Value.LateAfter, time);
        var decision = await store.AdmitAsync(request, cancellationToken);
        metrics.Decided(request, decision);
        AdmissionHeaders.Write(context.Response.Headers, decision);
        if (decision.Admitted)
        {
            var lease = new CapacityLease(store, request, decision, departure);
            context.Keep<IAdmissionFeature>(lease);
            return lease;
        }
        logger.Refused(
            context.Find<IContractFeature>()!.Contract.Id, decision.Limit, decision.Level, request.Account, (long)decision.Queued.TotalMilliseconds, (long)decision.RetryAfter.TotalMilliseconds);
        return new RefusedLease(AdmissionRefusal.Describe(request, decision));
    }
}
