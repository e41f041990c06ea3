using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary><c>{"error":"…","request_id","details"?}</c>; <c>request_id</c> equals the <c>X-Request-Id</c> header.</summary>
internal sealed class SttDialect : ErrorDialect
{
    /// <summary>The upstream's words for too many requests a minute (waves-api 2.3).</summary>
    internal const string RateLimitText = "Rate limit exceeded. Please retry after a short backoff.";

    /// <inheritdoc/>
    public override string Name => "D-STT";

    private protected override void WriteBody(Utf8JsonWriter json, GatewayError error, string requestId)
    {
        json.WriteStartObject();
        json.WriteString("error"u8, MessageOf(error));
        json.WriteString("request_id"u8, requestId);
        if (!error.Issues.IsEmpty)
            WriteDetails(json, error);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, GatewayError error)
    {
        json.WriteStartArray("details"u8);
        foreach (var issue in error.Issues)
        {
            json.WriteStartObject();
            IssueJson.WritePath(json, issue);
            json.WriteString("message"u8, issue.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string MessageOf(GatewayError error) => error.Kind switch
    {
        ErrorKind.RateLimited => RateLimitText,
        ErrorKind.BodyTooLarge => "File size exceeds maximum limit of 250MB.",
        _ => ErrorJson.TextOf(error),
    };
}
