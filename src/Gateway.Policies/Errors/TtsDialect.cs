using System.Buffers;
using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary>
/// <c>{"error":"&lt;Name&gt;","message":"…"}</c>, both strings because clients parse them as such; refusals that list issues
/// have the live form D-ZOD, where <c>error</c> is the array of issues (waves-api 3.1, 3.2).
/// </summary>
internal sealed class TtsDialect : ErrorDialect
{
    /// <inheritdoc/>
    public override string Name => "D-TTS";

    /// <summary>Never <c>done:true</c>: clients would take the partial audio as complete (waves-api 5.1).</summary>
    public override void WriteEvent(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        output.Write("event: error\ndata: "u8);
        using (var json = ErrorJson.Create(output))
        {
            json.WriteStartObject();
            json.WriteString("status"u8, "500"u8);
            json.WriteString("error"u8, NameOf(error.Kind));
            json.WriteString("message"u8, error.Kind is ErrorKind.UpstreamUnreachable ? "The speech service closed the stream early." : MessageOf(error));
            json.WriteBoolean("done"u8, false);
            json.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }

    private protected override void WriteBody(Utf8JsonWriter json, GatewayError error, string requestId)
    {
        if (error.Kind is ErrorKind.Invalid && !error.Issues.IsEmpty)
            WriteIssues(json, error);
        else
            WriteNamed(json, error);
    }

    /// <summary><c>{"error","message"}</c>, also the answer of TTS sockets before their upgrade.</summary>
    internal static void WriteNamed(Utf8JsonWriter json, GatewayError error)
    {
        json.WriteStartObject();
        json.WriteString("error"u8, NameOf(error.Kind));
        json.WriteString("message"u8, MessageOf(error));
        json.WriteEndObject();
    }

    private static void WriteIssues(Utf8JsonWriter json, GatewayError error)
    {
        json.WriteStartObject();
        json.WritePropertyName("error"u8);
        IssueJson.WriteArray(json, error.Issues, customPathFirst: true);
        json.WriteEndObject();
    }

    private static string MessageOf(GatewayError error) => error.Kind switch
    {
        ErrorKind.MissingKey or ErrorKind.UnknownKey => "Bearer token is missing or invalid.",
        ErrorKind.UpstreamUnreachable => "The speech service could not be reached.",
        ErrorKind.UpstreamTimeout => "The speech service did not answer in time.",
        _ => error.Message,
    };

    private static ReadOnlySpan<byte> NameOf(ErrorKind kind) => kind switch
    {
        ErrorKind.MissingKey or ErrorKind.UnknownKey => "Unauthorized"u8,
        ErrorKind.Forbidden or ErrorKind.BudgetExhausted => "Forbidden"u8,
        ErrorKind.RateLimited or ErrorKind.ConcurrencyLimited => "TooManyRequests"u8,
        ErrorKind.BodyTooLarge => "PayloadTooLarge"u8,
        ErrorKind.BodyTooSlow => "RequestTimeout"u8,
        ErrorKind.NotFound => "NotFound"u8,
        ErrorKind.MethodNotAllowed => "MethodNotAllowed"u8,
        ErrorKind.UpgradeRequired => "UpgradeRequired"u8,
        ErrorKind.Gone => "Gone"u8,
        ErrorKind.UpstreamUnreachable => "BadGateway"u8,
        ErrorKind.UpstreamTimeout => "GatewayTimeout"u8,
        ErrorKind.Unavailable => "ServiceUnavailable"u8,
        ErrorKind.Internal => "InternalServerError"u8,
        _ => "InvalidRequest"u8,
    };
}
