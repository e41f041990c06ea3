using Gateway.Edge;
using Gateway.Upstream;

namespace Gateway.Telemetry;

/// <summary>
/// Measures a request around all stages that follow, names it in its span, and gives every log line below it the
/// request's id. Stands behind endpoint routing, so that the row is known before the request is counted as active.
/// </summary>
internal sealed class RequestTelemetryMiddleware(RequestDelegate next, RequestMetrics metrics, TimeProvider time, ILogger<RequestTelemetryMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var labels = RequestLabels.Of(context);
        var started = time.GetTimestamp();
        using var scope = logger.BeginScope(new RequestScope(RequestId.Of(context), labels.Contract));
        metrics.Started(labels);
        var outcome = RequestOutcome.Failed;
        var status = 0;
        try
        {
            await next(context);
            outcome = RequestOutcome.Of(context);
            status = outcome is RequestOutcome.CallerLeft && !context.Response.HasStarted ? 0 : context.Response.StatusCode;
        }
        catch (Exception e)
        {
            outcome = RequestOutcome.Of(context, e);
            status = e is BadHttpRequestException bad ? bad.StatusCode : outcome is RequestOutcome.CallerLeft ? 0 : StatusCodes.Status500InternalServerError;
            throw;
        }
        finally
        {
            StageClock.Finish(context);
            metrics.Ended(labels, outcome, status, time.GetElapsedTime(started), context.Find<IUpstreamFeature>()?.Answer);
            RequestSpan.Describe(context, labels, outcome);
        }
    }
}
