using System.Threading.RateLimiting;
using Gateway.Caller;
using Gateway.Edge;
using Gateway.Policies.Admission;
using Gateway.Policies.Errors;
using Gateway.Policies.Plans;
using Gateway.Routing;
using Gateway.Telemetry;
using Microsoft.Extensions.Options;

namespace Gateway.Admission;

/// <summary>Asks the books for what a request takes of its plan, and waits its turn. Thread-safe.</summary>
internal sealed class CapacityGate(
    IAdmissionStore store, IPlanCatalog plans, IOptions<AdmissionOptions> options, LiveRequests requests, AdmissionMetrics metrics, Recordings recordings, TimeProvider time, ILogger<CapacityGate> logger)
{
    private readonly Action<object> _admitted = lease => metrics.Decided(((CapacityLease)lease).Request, ((CapacityLease)lease).Decision);

    /// <summary>Whether the books are in this process: <see cref="EnterAsync"/> does no I/O, and is mostly done at once.</summary>
    public bool IsLocal { get; } = store is MemoryAdmissionStore;

    /// <summary>For requests that ask for capacity (<see cref="AdmissionRequests.AsksForCapacity"/>).</summary>
    /// <returns>A <see cref="CapacityLease"/>, which is left on the request as its <see cref="IAdmissionFeature"/>, or a <see cref="RefusedLease"/>.</returns>
    /// <exception cref="OperationCanceledException">The caller left the queue.</exception>
    public async ValueTask<RateLimitLease> EnterAsync(HttpContext context, CancellationToken cancellationToken)
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
        if (decision.Admitted && cancellationToken.IsCancellationRequested)
        {
            // It had its turn in the moment its caller left: its request may be over already, and its headers somebody else's.
            await store.ReturnAsync(request.Account, request.Id);
            throw new OperationCanceledException(cancellationToken);
        }
        AdmissionHeaders.Write(context.Response.Headers, decision);
        if (decision.Admitted)
        {
            var lease = new CapacityLease(store, request, decision, departure, requests);
            context.Keep<IAdmissionFeature>(lease);
            recordings.Post(lease, _admitted);
            return lease;
        }
        metrics.Decided(request, decision);
        logger.Refused(
            context.Find<IContractFeature>()!.Contract.Id, decision.Limit, decision.Level, request.Account, (long)decision.Queued.TotalMilliseconds, (long)decision.RetryAfter.TotalMilliseconds);
        return new RefusedLease(AdmissionRefusal.Describe(request, decision));
    }
}
