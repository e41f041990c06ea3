using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary>
/// TTS sockets: HTTP before the upgrade, then a frame that satisfies every known client, which look for <c>message</c>,
/// <c>error</c> or <c>error.message</c> (waves-api 3.3). The socket stays open after it.
/// </summary>
internal sealed class TtsSocketDialect : ErrorDialect
{
    /// <inheritdoc/>
    public override string Name => "D-WS-TTS";

    private protected override void WriteBody(Utf8JsonWriter json, GatewayError error, string requestId)
    {
        if (!ErrorJson.TryWriteUnauthorized(json, error))
            TtsDialect.WriteNamed(json, error);
    }

    private protected override void WriteFrame(Utf8JsonWriter json, GatewayError error, FrameEcho echo)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, "error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("code"u8, CodeOf(error.Kind));
        json.WriteEndObject();
        if (echo.SessionId is { } sessionId)
            json.WriteString("external_session_id"u8, sessionId);
        if (echo.RequestId is { } requestId)
            json.WriteString("external_request_id"u8, requestId);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> CodeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.MissingKey or ErrorKind.UnknownKey => "unauthorized"u8,
        ErrorKind.Forbidden => "forbidden"u8,
        ErrorKind.BudgetExhausted => "insufficient_quota"u8,
        ErrorKind.RateLimited => "rate_limit_exceeded"u8,
        ErrorKind.ConcurrencyLimited => "concurrency_limit_reached"u8,
        ErrorKind.BodyTooLarge => "payload_too_large"u8,
        ErrorKind.UpstreamUnreachable => "bad_gateway"u8,
        ErrorKind.UpstreamTimeout => "gateway_timeout"u8,
        ErrorKind.Unavailable => "service_unavailable"u8,
        ErrorKind.Internal => "internal_error"u8,
        _ => "invalid_request"u8,
    };
}
