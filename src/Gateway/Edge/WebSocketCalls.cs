using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge;

/// <summary>Tells WebSockets from calls, so that a call pays for no handshake.</summary>
internal static class WebSocketCalls
{
    /// <summary>Whether another protocol is asked for at all: by upgrade (HTTP/1.1) or extended CONNECT (HTTP/2).</summary>
    public static bool MayBe(HttpContext context) =>
        context.Feature<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } || context.Feature<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    /// <summary>Whether the request is the proper handshake of a WebSocket.</summary>
    public static bool IsWebSocket(this HttpContext context) => context.Feature<IHttpWebSocketFeature>() is { IsWebSocketRequest: true };
}
