using System.Buffers;
using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary>
/// <c>{"error":{"message","type","details"?,"request_id"}}</c>; <c>request_id</c> equals the <c>X-Request-Id</c> header.
/// </summary>
internal sealed class OpenAiDialect : ErrorDialect
{
    /// <inheritdoc/>
    public override string Name => "D-OPENAI";

    /// <summary>The OpenAI SDKs raise on a <c>data</c> object with <c>error</c> (waves-api 5.2).</summary>
    public override void WriteEvent(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        output.Write("data: "u8);
        using (var json = ErrorJson.Create(output))
            Write(json, error, error.Kind is ErrorKind.UpstreamUnreachable ? "The model stopped answering." : MessageOf(error), requestId);
        output.Write("\n\n"u8);
    }

    private protected override void WriteBody(Utf8JsonWriter json, GatewayError error, string requestId) =>
        Write(json, error, MessageOf(error), requestId);

    private static void Write(Utf8JsonWriter json, GatewayError error, string message, string requestId)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, message);
        json.WriteString("type"u8, TypeOf(error.Kind));
        var issues = error.Kind is ErrorKind.Malformed && error.Issues.IsEmpty ? [new Issue { Code = "custom", Message = error.Message }] : error.Issues;
        if (!issues.IsEmpty)
        {
            json.WritePropertyName("details"u8);
            IssueJson.WriteArray(json, issues, customPathFirst: false);
        }
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string MessageOf(GatewayError error) => error.Kind switch
    {
        ErrorKind.UnknownKey => "Invalid API key",
        ErrorKind.ConcurrencyLimited => "Concurrency limit reached",
        ErrorKind.UpstreamUnreachable => "Upstream model unavailable",
        ErrorKind.Invalid when !error.Issues.IsEmpty => "Invalid input data",
        _ => error.Message,
    };

    private static ReadOnlySpan<byte> TypeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.MissingKey or ErrorKind.UnknownKey => "authentication_error"u8,
        ErrorKind.Forbidden => "permission_error"u8,
        ErrorKind.BudgetExhausted => "insufficient_quota"u8,
        ErrorKind.RateLimited or ErrorKind.ConcurrencyLimited => "rate_limit_error"u8,
        ErrorKind.UpstreamUnreachable or ErrorKind.UpstreamTimeout or ErrorKind.Unavailable or ErrorKind.Internal => "api_error"u8,
        _ => "invalid_request_error"u8,
    };
}
