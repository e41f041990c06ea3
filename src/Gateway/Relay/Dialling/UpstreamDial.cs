using System.Net;
using System.Runtime.CompilerServices;
using Gateway.Edge;
using Gateway.Forwarding;
using Gateway.Policies.Errors;
using Gateway.Upstream;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Gateway.Relay.Dialling;

/// <summary>
/// Asks the upstream for a WebSocket with the client, destination and transformer that calls use, before the client is
/// accepted, so that a refusal is still an HTTP answer. Thread-safe.
/// </summary>
internal sealed class UpstreamDial(UpstreamTransformer transformer, IOptions<UpstreamOptions> options, TimeProvider time, ILogger<UpstreamDial> logger)
{
    /// <summary>Destinations that turned out not to carry WebSockets over HTTP/2, so that nobody asks them twice.</summary>
    private readonly ConditionalWeakTable<UpstreamDestination, object> _withoutExtendedConnect = [];

    /// <summary>Dials for a client's handshake.</summary>
    public async Task<DialOutcome> DialAsync(HttpContext context)
    {
        var account = context.Find<IUpstreamFeature>()!.Account;
        using var patience = new CancellationTokenSource(options.Value.HandshakeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            return await ShakeHandsAsync(context, account, either.Token);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested && Describe(e) is { } error)
        {
            logger.DialFailed(account.Name, error.Kind, ForwardingLog.CauseOf(e));
            return DialOutcome.Failed(error, CircuitHandler.WasNeverSent(e));
        }
    }

    private async Task<DialOutcome> ShakeHandsAsync(HttpContext context, UpstreamAccount account, CancellationToken cancellationToken)
    {
        var destination = account.Preferred;
        if (MaySpeakHttp2(destination))
        {
            try
            {
                return await ConnectAsync(context, account, cancellationToken);
            }
            catch (HttpRequestException e) when (SaysNoExtendedConnect(e) && destination.VersionPolicy is HttpVersionPolicy.RequestVersionOrLower)
            {
                _withoutExtendedConnect.TryAdd(destination, this);
            }
        }
        return await UpgradeAsync(context, account, cancellationToken);
    }

    /// <summary>Without TLS there is nothing to negotiate: HTTP/2 is spoken there only where it is the setting.</summary>
    private bool MaySpeakHttp2(UpstreamDestination destination) =>
        destination.Version >= HttpVersion.Version20
        && (destination.VersionPolicy is HttpVersionPolicy.RequestVersionExact
            || (destination.Root.StartsWith("https:", StringComparison.Ordinal) && !_withoutExtendedConnect.TryGetValue(destination, out _)));

    /// <summary>HTTP/2: extended CONNECT (RFC 8441).</summary>
    private async Task<DialOutcome> ConnectAsync(HttpContext context, UpstreamAccount account, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Connect, (Uri?)null)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = account.Preferred.VersionPolicy,
        };
        await transformer.TransformRequestAsync(context, request, account.Preferred.Root, cancellationToken);
        request.Headers.Remove("Sec-WebSocket-Key");
        request.Headers.Protocol = "websocket";
        var response = await account.Client.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode
            ? DialOutcome.Open(new UpstreamSocket(response, await response.Content.ReadAsStreamAsync(cancellationToken)))
            : DialOutcome.Answered(response);
    }

    /// <summary>HTTP/1.1: upgrade (RFC 6455, 4).</summary>
    private async Task<DialOutcome> UpgradeAsync(HttpContext context, UpstreamAccount account, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, (Uri?)null)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        await transformer.TransformRequestAsync(context, request, account.Preferred.Root, cancellationToken);
        var key = WebSocketKey.Create();
        var headers = request.Headers;
        foreach (var (name, value) in new[] { ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", key) })
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }
        var handover = new Handover();
        request.Options.Set(Handover.Option, handover);
        var response = await account.Client.SendAsync(request, cancellationToken);
        // An answer of success is none to a handshake: the upstream took it for a call, which nobody has judged as one.
        if (response.StatusCode is not HttpStatusCode.SwitchingProtocols && !response.IsSuccessStatusCode)
            return DialOutcome.Answered(response);
        if (response.StatusCode is HttpStatusCode.SwitchingProtocols && Agrees(response, key))
        {
            var (connection, ahead) = await handover.TakeAsync(response, cancellationToken);
            return DialOutcome.Open(new UpstreamSocket(response, connection) { Ahead = ahead });
        }
        response.Dispose();
        throw new HttpRequestException(HttpRequestError.InvalidResponse, "The upstream agreed to something that is not our WebSocket.");
    }

    private static bool Agrees(HttpResponseMessage response, string key) =>
        response.Headers.TryGetValues("Sec-WebSocket-Accept", out var accept)
        && string.Equals(accept.SingleOrDefault(), WebSocketKey.AcceptOf(key), StringComparison.Ordinal)
        && response.Headers.TryGetValues("Upgrade", out var upgrade)
        && upgrade.Contains("websocket", StringComparer.OrdinalIgnoreCase)
        // None was offered: what follows would not be frames as we know them.
        && !response.Headers.Contains("Sec-WebSocket-Extensions");

    private static bool SaysNoExtendedConnect(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.ExtendedConnectNotSupported or HttpRequestError.VersionNegotiationError;

    /// <summary>What the client is told; null for a bug of ours.</summary>
    private static GatewayError? Describe(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case BrokenCircuitException broken:
                    return GatewayErrors.Unavailable(broken.RetryAfter ?? TimeSpan.FromSeconds(1));
                case TimeoutRejectedException:
                    return GatewayErrors.UpstreamTimeout;
            }
        }
        return exception switch
        {
            OperationCanceledException => GatewayErrors.UpstreamTimeout,
            HttpRequestException or IOException => GatewayErrors.UpstreamUnreachable,
            _ => null,
        };
    }
}
