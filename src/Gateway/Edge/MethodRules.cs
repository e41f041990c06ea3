using Gateway.Policies.Errors;

namespace Gateway.Edge;

/// <summary>
/// Refuses what asks for more than a request and an answer and is no WebSocket as everybody understands it. The rows of
/// sockets are chosen by a proper handshake: half of one would be forwarded as a call and might still be accepted by a
/// lenient upstream, past every limit of a socket.
/// </summary>
internal static class MethodRules
{
    private const string Allowed = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /// <summary>The refusal, its headers set; null where there is none.</summary>
    public static GatewayError? FaultOf(HttpContext context)
    {
        if (context.IsWebSocket())
            return null;
        var request = context.Request;
        // TRACE answers with the request, and so with the key that was put into it.
        if (HttpMethods.IsTrace(request.Method) || HttpMethods.IsConnect(request.Method))
        {
            context.Response.Headers.Allow = Allowed;
            return GatewayErrors.MethodNotAllowed(Allowed.Split(", "));
        }
        if (!request.Headers.Upgrade.Any(static value => value?.Contains("websocket", StringComparison.OrdinalIgnoreCase) is true))
            return null;
        if (request.Headers.SecWebSocketVersion.ToString() is "13")
            return new(ErrorKind.Malformed, "The WebSocket handshake must be a GET with Connection: Upgrade, Upgrade: websocket and a Sec-WebSocket-Key of 16 bytes in base64.");
        // RFC 6455, 4.4 and RFC 9110, 15.5.22.
        context.Response.Headers.SecWebSocketVersion = "13";
        context.Response.Headers.Upgrade = "websocket";
        return new(ErrorKind.UpgradeRequired, "WebSocket version 13 is spoken here: send Sec-WebSocket-Version: 13.");
    }
}
