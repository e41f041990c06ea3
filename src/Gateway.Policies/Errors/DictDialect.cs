using System.Text.Json;

namespace Gateway.Policies.Errors;

/// <summary><c>{"error":"…","details"?:[issue]}</c> (waves-api 2.8).</summary>
internal sealed class DictDialect : ErrorDialect
{
    /// <inheritdoc/>
    public override string Name => "D-DICT";

    private protected override void WriteBody(Utf8JsonWriter json, GatewayError error, string requestId)
    {
        var hasDetails = !error.Issues.IsEmpty;
        json.WriteStartObject();
        json.WriteString("error"u8, hasDetails ? "Invalid request body" : ErrorJson.TextOf(error));
        if (hasDetails)
        {
            json.WritePropertyName("details"u8);
            IssueJson.WriteArray(json, error.Issues, customPathFirst: false);
        }
        json.WriteEndObject();
    }
}
