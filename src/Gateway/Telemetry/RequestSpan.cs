using System.Diagnostics;
using Gateway.Edge;
using Gateway.Errors;
using Microsoft.AspNetCore.Http.Features;
using OpenTelemetry.Instrumentation.AspNetCore;

namespace Gateway.Telemetry;

/// <summary>What the span of a request says. It begins before any stage runs, so the query still holds a caller's key.</summary>
internal static class RequestSpan
{
    /// <summary>Data plane only, and no query: a key may stand there, also under an encoded name, whatever the instrumentation redacts.</summary>
    public static void Configure(AspNetCoreTraceInstrumentationOptions options)
    {
        options.RecordException = false; // an exception's text is written for developers and may quote a peer
        options.Filter = static context => ReferenceEquals(Plane.Of(context), Plane.Data);
        options.EnrichWithHttpRequest = static (activity, _) => activity.SetTag("url.query", null);
    }

    /// <summary>Names row and outcome in the request's span, if it has one.</summary>
    public static void Describe(HttpContext context, RequestLabels labels, string outcome)
    {
        if (context.Feature<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } activity)
            return;
        activity.SetTag("gateway.contract", labels.Contract);
        activity.SetTag("gateway.outcome", outcome);
        activity.SetTag("gateway.request_id", RequestId.Of(context));
        if (context.Find<OwnAnswer>() is { Kind: var kind })
            activity.SetTag("error.type", ErrorCode.Of(kind));
        if (outcome is RequestOutcome.Failed or RequestOutcome.Broken)
            activity.SetStatus(ActivityStatusCode.Error);
    }
}
