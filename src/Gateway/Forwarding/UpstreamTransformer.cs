using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Gateway.Admission;
using Gateway.Edge;
using Gateway.Metering;
using Gateway.Routing;
using Gateway.Telemetry;
using Gateway.Upstream;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Forwarding;

/// <summary>
/// Makes the upstream's request out of the caller's: the row's path, the query as it came, the real key, the headers that
/// pass. Answers go back unchanged; streams are observed on the way. Thread-safe.
/// </summary>
internal sealed class UpstreamTransformer(TimeProvider time) : HttpTransformer
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // As many as there are rows and addresses in the settings.
    private readonly ConcurrentDictionary<(string Destination, string Path), Uri> _fixed = new();

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        // After a freeze: nothing leaves for a slot that is somebody else's. A body asks again before each of its bytes.
        if (httpContext.Find<IAdmissionFeature>() is { Decision.Lease: { InDoubt: true } lease } && !await lease.ConfirmAsync(cancellationToken))
            throw new IOException(GuardedRequestBody.SlotLost);
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);

        var contract = httpContext.Find<IContractFeature>()!;
        var upstream = httpContext.Find<IUpstreamFeature>()!;
        var account = upstream.Account;
        proxyRequest.RequestUri = UriOf(destinationPrefix, contract, QueryOf(httpContext, contract, account));
        proxyRequest.Headers.Host = null;
        foreach (var header in httpContext.Request.Headers)
        {
            if (RequestHeaderRules.Passes(header.Key) || IsHandshake(proxyRequest, header.Key))
                continue;
            // None of them describes a body, and the content's headers refuse even to be asked for those of a request.
            proxyRequest.Headers.Remove(header.Key);
        }
        if (httpContext.Request.Headers.Connection is { Count: > 0 } nominating)
        {
            foreach (var name in NominatedHeaders.In(nominating))
            {
                if (proxyRequest.Headers.NonValidated.Contains(name))
                    proxyRequest.Headers.Remove(name);
            }
        }
        TraceContext.Pass(httpContext, proxyRequest.Headers);
        if (httpContext.Find<Upload>() is { } upload)
            proxyRequest.Options.Set(Upload.Option, upload);
        if (contract.Served.KeyPlaces is not Policies.Contracts.KeyPlaces.None)
            proxyRequest.Headers.TryAddWithoutValidation("Authorization", account.Authorization);
        StageClock.Passed(httpContext, Stage.Forwarding);
        httpContext.Find<IUsageFeature>()?.Leaves();
        upstream.Leaves(time);
    }

    /// <summary>The client takes an address apart once: what is asked for over and over is one and the same.</summary>
    private Uri UriOf(string destination, IContractFeature contract, string query) => query.Length == 0 && !contract.Served.HasPathParameters
        ? _fixed.GetOrAdd((destination, contract.UpstreamPath), static whole => new Uri(whole.Destination + whole.Path, Verbatim))
        : new Uri(destination + contract.UpstreamPath + query, Verbatim);

    /// <summary>The forwarder itself has set the upgrade headers of a WebSocket; only the caller's copies are dropped.</summary>
    private static bool IsHandshake(HttpRequestMessage request, string header) =>
        request.Headers.Upgrade.Count > 0 && header is "Connection" or "Upgrade";

    private static string QueryOf(HttpContext context, IContractFeature contract, UpstreamAccount account)
    {
        var query = context.Request.QueryString.Value ?? "";
        if (contract.Served is { SendModelInQuery: true, DefaultModel: { } model } && !context.Request.Query.ContainsKey("model"))
            query = With(query, "model", model);
        return contract.Served.SendKeyInQuery ? With(query, "api_key", account.Key.Reveal()) : query;
    }

    private static string With(string query, string name, string value) =>
        (query.Length > 1 ? query + "&" : "?") + name + "=" + Uri.EscapeDataString(value);

    /// <summary>Unparsed: what the upstream says is one of a few texts, and a parsed type is made anew for each answer.</summary>
    private static bool IsEventStream(HttpHeadersNonValidated headers) =>
        headers.TryGetValues("Content-Type", out var type) && type.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>Over HTTP/1.1 a caller gets none, and there is nothing to look for.</summary>
    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) =>
        HttpProtocol.IsHttp11(httpContext.Request.Protocol) ? default : base.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var copies = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (proxyResponse is not null)
        {
            httpContext.Find<IUpstreamFeature>()!.Answered(proxyResponse, time);
            httpContext.Find<IAdmissionFeature>()?.Leaves();
            httpContext.Find<IUsageFeature>()?.Answered(proxyResponse);
        }
        if (proxyResponse is null || proxyResponse.StatusCode is System.Net.HttpStatusCode.SwitchingProtocols || httpContext.IsWebSocket())
            return copies;

        if (proxyResponse.Headers.NonValidated.TryGetValues("Connection", out var connection))
        {
            foreach (var name in NominatedHeaders.In(connection))
                httpContext.Response.Headers.Remove(name);
        }
        // With less in it than was announced, its length is told by its end.
        if (httpContext.Find<IUsageFeature>() is { Withholds: true })
            httpContext.Response.ContentLength = null;
        var isEventStream = IsEventStream(proxyResponse.Content.Headers.NonValidated);
        // Into compressed bytes nothing can be said.
        var takesEvents = isEventStream && proxyResponse.Content.Headers.ContentEncoding.Count == 0;
        proxyResponse.Content = new ObservedContent(proxyResponse.Content, httpContext, takesEvents);
        if (isEventStream)
        {
            // For whatever stands in front (waves-api 5.3).
            httpContext.Response.Headers["X-Accel-Buffering"] = "no";
            if (httpContext.Response.Headers.CacheControl.Count == 0)
                httpContext.Response.Headers.CacheControl = "no-cache";
            // The head goes out now, not with the first event.
            await httpContext.Response.Body.FlushAsync(cancellationToken);
        }
        return copies;
    }
}
