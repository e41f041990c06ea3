using Gateway.Edge;
using Gateway.Policies.Admission;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Admission;

/// <summary>
/// Behind the rate limiting middleware: sees to it that what a request holds is given back on every way it can end, and
/// that a request whose slot was lost ends. Never on the request's cancellation: it is there for requests that were cancelled.
/// </summary>
internal sealed class AdmissionMiddleware(RequestDelegate next, LiveRequests requests)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Find<IAdmissionFeature>() is not { } admission)
        {
            await next(context);
            return;
        }
        if (context.RequestAborted.IsCancellationRequested)
        {
            await admission.ReturnAsync();
            return;
        }
        requests.Begin(admission);
        try
        {
            // A relay ends its session by itself, with a close that says why.
            using var losing = context.WebSockets.IsWebSocketRequest ? default : EndWhenLost(context, admission.Decision.Lease);
            if (!context.WebSockets.IsWebSocketRequest && context.Feature<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
                context.Request.Body = new GuardedRequestBody(context.Request.Body, admission);
            await next(context);
        }
        finally
        {
            await admission.ReleaseAsync();
            requests.End(admission);
        }
    }

    private static CancellationTokenRegistration EndWhenLost(HttpContext context, AdmissionLease? lease) =>
        lease is { Lost.CanBeCanceled: true } ? lease.Lost.UnsafeRegister(static context => ((HttpContext)context!).Abort(), context) : default;
}
