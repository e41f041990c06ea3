using Gateway.Routing;

namespace Gateway.Telemetry;

/// <summary>Measures a request that matched a contract, around all that follows.</summary>
internal sealed class RequestMetricsMiddleware(RequestDelegate next, RequestMetrics metrics, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            if (context.Features.Get<IContractFeature>() is { Contract.Id: var contract })
            {
                metrics.Started(contract);
                metrics.Ended(context, contract, time.GetElapsedTime(started));
            }
        }
    }
}
