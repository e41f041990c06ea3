using System.Security.Cryptography;
using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary>
/// Hydra: HTTP before the upgrade, except that a full organisation is told by an <c>error</c> event and close 1013; on the
/// open socket <c>{"type":"error","event_id","error":{…}}</c> (waves-api 3.1, 3.3).
/// </summary>
internal sealed class HydraDialect : ErrorDialect
{
    private const int TryAgainLater = 1013;
    private const int EventIdBytes = 8;

    /// <inheritdoc/>
    public override string Name => "D-HYDRA";

    /// <inheritdoc/>
    public override SocketRefusal RefusalOf(GatewayError error) => error.Kind is ErrorKind.ConcurrencyLimited
        ? new(AfterUpgrade: true, SendsFrame: true, TryAgainLater, CloseReason: "")
        : SocketRefusal.BeforeUpgrade;

    private protected override void WriteBody(Utf8JsonWriter json, GatewayError error, string requestId)
    {
        if (!ErrorJson.TryWriteUnauthorized(json, error))
            ErrorJson.WriteError(json, ErrorJson.TextOf(error));
    }

    private protected override void WriteFrame(Utf8JsonWriter json, GatewayError error, FrameEcho echo)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        // The upstream's own look for ids of events it makes.
        json.WriteString("event_id"u8, "sv_" + RandomNumberGenerator.GetHexString(2 * EventIdBytes, lowercase: true));
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, IsCallers(error.Kind) ? "invalid_request_error"u8 : "server_error"u8);
        json.WriteString("code"u8, CodeOf(error.Kind));
        json.WriteString("message"u8, error.Kind is ErrorKind.ConcurrencyLimited ? "No capacity, try again later." : error.Message);
        if (echo.EventId is { } eventId)
            json.WriteString("event_id"u8, eventId);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The closed set of waves-api 3.1; a condition that has no code of its own is the nearest of them.
    private static ReadOnlySpan<byte> CodeOf(ErrorKind kind) =>
        kind is ErrorKind.ConcurrencyLimited ? "server_full"u8
        : IsCallers(kind) ? "invalid_request_error"u8
        : "internal_error"u8;

    private static bool IsCallers(ErrorKind kind) => kind is
        ErrorKind.MissingKey or ErrorKind.UnknownKey or ErrorKind.Forbidden or ErrorKind.BudgetExhausted or ErrorKind.RateLimited
        or ErrorKind.BodyTooLarge or ErrorKind.BodyTooSlow or ErrorKind.Malformed or ErrorKind.Invalid or ErrorKind.NotFound or ErrorKind.MethodNotAllowed
        or ErrorKind.UpgradeRequired;
}
