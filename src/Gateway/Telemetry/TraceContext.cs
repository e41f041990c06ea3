using System.Diagnostics;
using System.Net.Http.Headers;
using Gateway.Edge;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Telemetry;

/// <summary>The trace context of a call on its way to the upstream (W3C Trace Context).</summary>
internal static class TraceContext
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>The gateway's own span where there is one; else what the caller sent, as it came.</summary>
    public static void Pass(HttpContext context, HttpRequestHeaders headers)
    {
        if (context.Feature<IHttpActivityFeature>()?.Activity is { IdFormat: ActivityIdFormat.W3C } span)
            Set(headers, span.Id, span.TraceStateString);
        else if (context.Request.Headers.TraceParent is [{ Length: > 0 } parent])
            Set(headers, parent, context.Request.Headers.TraceState);
    }

    private static void Set(HttpRequestHeaders headers, string? parent, string? state)
    {
        headers.Remove(Parent);
        headers.Remove(State);
        headers.TryAddWithoutValidation(Parent, parent);
        if (!string.IsNullOrEmpty(state))
            headers.TryAddWithoutValidation(State, state);
    }
}
