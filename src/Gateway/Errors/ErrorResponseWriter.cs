using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using Gateway.Caller;
using Gateway.Edge;
using Gateway.Policies.Errors;
using Gateway.Routing;
using Gateway.Telemetry;

namespace Gateway.Errors;

/// <summary>
/// The one place that turns a <see cref="GatewayError"/> into bytes, in the dialect of the endpoint at hand, over HTTP
/// or on a socket (waves-api 3.2, 3.3). Stateless.
/// </summary>
internal static class ErrorResponseWriter
{
    /// <summary>
    /// Answers the request with an error. When a response has started there is nothing left to say: the connection is
    /// aborted, so that nobody takes half an answer for a whole one.
    /// </summary>
    public static Task WriteAsync(HttpContext context, GatewayError error)
    {
        context.RequestServices.GetService<RequestMetrics>()?.Refused(context, error.Kind);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        var dialect = context.Find<IContractFeature>()?.Contract.Dialect ?? ErrorDialects.Plain;
        if (context.IsWebSocket() && dialect.RefusalOf(error) is { AfterUpgrade: true } refusal)
            return RefuseSocketAsync(context, dialect, error, refusal);
        return WriteBodyAsync(context, dialect, error);
    }

    private static async Task WriteBodyAsync(HttpContext context, ErrorDialect dialect, GatewayError error)
    {
        var response = context.Response;
        var id = RequestId.Of(context);
        var body = new ArrayBufferWriter<byte>(256);
        dialect.WriteBody(body, error, id);

        response.StatusCode = dialect.StatusOf(error);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.WrittenCount;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Request-Id"] = id;
        response.Headers[ErrorCode.Header] = ErrorCode.Of(error.Kind);
        if (error.RetryAfter is { } wait)
            response.Headers.RetryAfter = WholeSeconds(wait);
        // The OpenAI SDKs obey it: a used-up budget does not come back by trying again (waves-api 3.2).
        if (error.Kind is ErrorKind.BudgetExhausted)
            response.Headers["x-should-retry"] = "false";
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static async Task RefuseSocketAsync(HttpContext context, ErrorDialect dialect, GatewayError error, SocketRefusal refusal)
    {
        context.Response.Headers[ErrorCode.Header] = ErrorCode.Of(error.Kind);
        if (error.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = WholeSeconds(wait);
        // A stage may have set the status of a refusal; HTTP/2 accepts a socket with a success alone.
        context.Response.StatusCode = StatusCodes.Status200OK;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(context.Find<PresentedKey>()?.Subprotocol);
        if (refusal.SendsFrame)
        {
            var frame = new ArrayBufferWriter<byte>(256);
            dialect.WriteFrame(frame, error, default);
            await socket.SendAsync(frame.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        }
        await socket.CloseOutputAsync((WebSocketCloseStatus)refusal.CloseCode, refusal.CloseReason, context.RequestAborted);
        await AwaitCloseAsync(context, socket);
    }

    /// <summary>Gives the peer a moment to answer the close, reading and dropping what it still sends.</summary>
    private static async Task AwaitCloseAsync(HttpContext context, WebSocket socket)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        using var patience = new CancellationTokenSource(CloseAnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        var scrap = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            while (socket.State is WebSocketState.CloseSent)
                await socket.ReceiveAsync(scrap.AsMemory(), either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The peer did not answer or is gone; disposing the socket ends the connection either way.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scrap);
        }
    }

    private static readonly TimeSpan CloseAnswerTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Whole seconds, rounded up, at least 1: SDKs ignore decimals and take 0 as "now".</summary>
    public static string WholeSeconds(TimeSpan wait) =>
        Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
