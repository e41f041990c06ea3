using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary>
/// STT sockets: a bad key or query is an HTTP answer before the upgrade; limits and entitlements let the upgrade succeed
/// and close with 1008 and a reason word, by which clients know whether to back off or to stop (waves-api 3.3).
/// </summary>
internal sealed class SttSocketDialect : ErrorDialect
{
    private const int PolicyViolation = 1008;

    /// <inheritdoc/>
    public override string Name => "D-WS-STT";

    /// <inheritdoc/>
    public override SocketRefusal RefusalOf(GatewayError error) => error.Kind switch
    {
        ErrorKind.ConcurrencyLimited => Close("concurrency_limit_reached"),
        ErrorKind.RateLimited => Close("rate_limit_exceeded"),
        ErrorKind.Forbidden or ErrorKind.BudgetExhausted => Close("forbidden"),
        _ => SocketRefusal.BeforeUpgrade,
    };

    private protected override void WriteBody(Utf8JsonWriter json, GatewayError error, string requestId)
    {
        if (!ErrorJson.TryWriteUnauthorized(json, error))
            ErrorJson.WriteError(json, ErrorJson.TextOf(error));
    }

    private protected override void WriteFrame(Utf8JsonWriter json, GatewayError error, FrameEcho echo)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteString("status"u8, "error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }

    // The recorded refusals close at once, without an error frame.
    private static SocketRefusal Close(string reason) => new(AfterUpgrade: true, SendsFrame: false, PolicyViolation, reason);
}
