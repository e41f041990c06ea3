using System.Text.Json;

namespace Gateway.Policies.Validation.Json;

/// <summary>A string under one rule, or an object or array under another.</summary>
internal sealed class EitherValue(JsonValue text, JsonValue other) : JsonValue
{
    /// <inheritdoc/>
    public override string Expected => $"string or {other.Expected}";

    /// <inheritdoc/>
    public override void Judge(ref Utf8JsonReader reader, ref Findings findings)
    {
        if (reader.TokenType is JsonTokenType.String)
            text.Judge(ref reader, ref findings);
        else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && Zod.TypeOf(reader.TokenType) == other.Expected)
            other.Judge(ref reader, ref findings);
        else
            findings.AddWrongType(ref reader, Expected);
    }
}
