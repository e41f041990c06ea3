using Gateway.Edge;
using Gateway.Policies.Admission;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Admission;

/// <summary>
/// Behind the rate limiting middleware, which gives back what a request holds on every way it can end: sees to it that a
/// request whose caller has left does not start, and that one whose slot was lost ends.
/// </summary>
internal sealed class AdmissionMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Find<IAdmissionFeature>() is not { } admission)
            return next(context);
        if (context.RequestAborted.IsCancellationRequested)
            return admission.ReturnAsync().AsTask();
        admission.Begins();
        var isSocket = context.IsWebSocket();
        if (!isSocket && context.Feature<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
            context.Request.Body = new GuardedRequestBody(context.Request.Body, admission);
        return admission.Decision.Lease is { Lost.CanBeCanceled: true } lease ? ShareAsync(context, admission, lease, isSocket) : next(context);
    }

    /// <summary>
    /// For a slot in books that others share: it can be lost, and giving it back takes a while, which nobody waits for but
    /// this. Never on the request's cancellation: it is there for requests that were cancelled.
    /// </summary>
    private async Task ShareAsync(HttpContext context, IAdmissionFeature admission, AdmissionLease lease, bool isSocket)
    {
        try
        {
            // A relay ends its session by itself, with a close that says why.
            using var losing = isSocket ? default : lease.Lost.UnsafeRegister(static context => ((HttpContext)context!).Abort(), context);
            await next(context);
        }
        finally
        {
            await admission.ReleaseAsync();
        }
    }
}
