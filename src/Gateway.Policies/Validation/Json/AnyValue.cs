using System.Text.Json;

namespace Gateway.Policies.Validation.Json;

/// <summary>A value that is read for its facts and never refused, whatever its type.</summary>
internal sealed class AnyValue(JsonValue read) : JsonValue
{
    /// <inheritdoc/>
    public override string Expected => read.Expected;

    /// <inheritdoc/>
    public override void Judge(ref Utf8JsonReader reader, ref Findings findings)
    {
        if (Zod.TypeOf(reader.TokenType) == read.Expected)
            read.Judge(ref reader, ref findings);
        else
            reader.Skip();
    }
}
