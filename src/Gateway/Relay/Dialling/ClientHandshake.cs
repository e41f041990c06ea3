using Gateway.Caller;
using Gateway.Edge;
using Gateway.Forwarding;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Relay.Dialling;

/// <summary>Gives the client the upstream's answer to its handshake: the switch to frames, or the refusal. Stateless.</summary>
internal static class ClientHandshake
{
    /// <summary>
    /// Switches the client's connection to frames, with the upstream's own headers in the answer. From here on there are
    /// no rates or sizes of HTTP: the relay looks after its peers itself.
    /// </summary>
    /// <returns>Raw bytes both ways.</returns>
    public static async Task<Stream> AcceptAsync(HttpContext context, HttpResponseMessage upstream, UpstreamTransformer transformer)
    {
        await transformer.TransformResponseAsync(context, upstream, context.RequestAborted);
        var response = context.Response;
        foreach (var name in new[] { "Connection", "Upgrade", "Sec-WebSocket-Accept", "Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol", "Transfer-Encoding", "Content-Length" })
            response.Headers.Remove(name);
        if (context.Find<PresentedKey>()?.Subprotocol is { } subprotocol)
            response.Headers.SecWebSocketProtocol = subprotocol;
        LiftLimits(context.Features);

        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            response.StatusCode = StatusCodes.Status200OK;
            return await connect.AcceptAsync();
        }
        response.Headers.Connection = "Upgrade";
        response.Headers.Upgrade = "websocket";
        response.Headers.SecWebSocketAccept = WebSocketKey.AcceptOf(context.Request.Headers.SecWebSocketKey.ToString());
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    /// <summary>Passes an answer of the upstream that is no socket: status, headers and body as they are.</summary>
    public static async Task AnswerAsync(HttpContext context, HttpResponseMessage upstream, UpstreamTransformer transformer)
    {
        context.Response.StatusCode = (int)upstream.StatusCode;
        if (!await transformer.TransformResponseAsync(context, upstream, context.RequestAborted))
            return;
        await upstream.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static void LiftLimits(IFeatureCollection features)
    {
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } requestRate)
            requestRate.MinDataRate = null;
        if (features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinResponseDataRateFeature>() is { } responseRate)
            responseRate.MinDataRate = null;
    }
}
