using System.Collections.Concurrent;
using Gateway.Admission;
using Gateway.Edge;
using Gateway.Errors;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Routing;
using Gateway.Upstream;
using Gateway.Validation;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Forwarding;

/// <summary>The end of the path for calls: sends the request on and streams the answer back (design: direct forwarding).</summary>
internal sealed class ForwardingEndpoint(IHttpForwarder forwarder, UpstreamTransformer transformer, IOptions<UpstreamOptions> options, ILogger<ForwardingEndpoint> logger)
{
    /// <summary>What the buffers of any connection take at once.</summary>
    private const int SmallBodyBytes = 16 * 1024;

    private readonly ConcurrentDictionary<(string Contract, UpstreamDestination Destination), ForwarderRequestConfig> _configs = new();

    public async Task ForwardAsync(HttpContext context)
    {
        var contract = context.Find<IContractFeature>()!.Served;
        var account = context.Find<IUpstreamFeature>()!.Account;
        var destination = account.Preferred;
        // A call stays a call: the forwarder would tunnel what asks for another protocol.
        if (context.Feature<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
            context.Features.Set<IHttpUpgradeFeature>(null);
        var config = _configs.GetOrAdd((contract.Id, destination), static (key, state) => ConfigOf(state.contract, key.Destination, state.Value), (contract, options.Value));

        using var upload = UploadOf(context);
        if (upload is not null)
        {
            context.Keep(upload);
            context.Request.Body = new UploadBody(context.Request.Body, context.Request.ContentLength, upload);
        }
        var error = await forwarder.SendAsync(context, destination.Root, account.Client, config, transformer, CancellationToken.None);
        if (context.Find<BrokenStream>() is { } broken)
            logger.StreamBroke(contract.Id, account.Name, ForwardingLog.CauseOf(broken.Cause));
        if (error is ForwarderError.None || context.RequestAborted.IsCancellationRequested)
            return;
        // The upstream's answer stands, whatever became of a request that it did not wait for.
        if (context.Response.HasStarted && error is ForwarderError.RequestBodyClient or ForwarderError.RequestBodyDestination or ForwarderError.RequestBodyCanceled)
            return;

        var cause = context.Feature<IForwarderErrorFeature>()?.Exception;
        if (LostCaller.IsCause(cause))
        {
            context.Abort();
            return;
        }
        // The forwarder alone knows which side stood still; it leaves the answer in the status it would have given.
        var failure = error is ForwarderError.RequestBodyClient && context.Response.StatusCode is StatusCodes.Status408RequestTimeout
            ? GatewayErrors.BodyTooSlow
            : Describe(contract, error, cause);
        if (failure.Kind is ErrorKind.Malformed or ErrorKind.BodyTooLarge or ErrorKind.BodyTooSlow)
            logger.RequestBroke(contract.Id, ForwardingLog.CauseOf(cause));
        else
            logger.UpstreamFailed(contract.Id, account.Name, error, ForwardingLog.CauseOf(cause));
        // Before the caller can have read the answer, like the end of any other.
        if (context.Find<IAdmissionFeature>() is { } admission)
            await (CircuitHandler.WasNeverSent(cause) ? admission.ReturnAsync() : admission.ReleaseAsync());
        await ErrorResponseWriter.WriteAsync(context, failure);
    }

    /// <summary>
    /// A body that the upstream may refuse before it has read it. A small one that is held has left before any answer
    /// can come, and is spared the trouble.
    /// </summary>
    private static Upload? UploadOf(HttpContext context)
    {
        if (context.Feature<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return null;
        var held = context.Find<IRequestFactsFeature>()?.Body.Length ?? 0;
        return held is 0 or > SmallBodyBytes ? new Upload() : null;
    }

    private static ForwarderRequestConfig ConfigOf(WavesContract contract, UpstreamDestination destination, UpstreamOptions options) => new()
    {
        // An upload may take as long as it moves; an answer, as long as the contract says.
        ActivityTimeout = contract.ResponseTimeout ?? options.ResponseTimeout,
        Version = destination.Version,
        VersionPolicy = destination.VersionPolicy,
        AllowResponseBuffering = false,
    };

    private static GatewayError Describe(WavesContract contract, ForwarderError error, Exception? cause) => (error, Root(cause)) switch
    {
        (_, BrokenCircuitException broken) => GatewayErrors.Unavailable(broken.RetryAfter ?? TimeSpan.FromSeconds(1)),
        (_, TimeoutRejectedException) or (ForwarderError.RequestTimedOut, _) => GatewayErrors.UpstreamTimeout,
        (_, BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }) => GatewayErrors.BodyTooLarge(contract.MaxBodyBytes),
        (_, BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }) => GatewayErrors.BodyTooSlow,
        (_, BadHttpRequestException) or (ForwarderError.RequestBodyClient, _) => new GatewayError(ErrorKind.Malformed, "The request body ended early or could not be read."),
        _ => GatewayErrors.UpstreamUnreachable,
    };

    /// <summary>The innermost cause: the stack wraps what a circuit, a timeout or the web server said.</summary>
    private static Exception? Root(Exception? cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is BrokenCircuitException or TimeoutRejectedException or BadHttpRequestException)
                return e;
        }
        return cause;
    }
}
