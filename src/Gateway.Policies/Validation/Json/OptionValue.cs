using System.Text.Json;

namespace Gateway.Policies.Validation.Json;

/// <summary>A string that is one of a closed set.</summary>
internal sealed class OptionValue(OptionSet options) : JsonValue
{
    /// <summary>What is remembered of it.</summary>
    public Fact Fact { get; init; }

    /// <inheritdoc/>
    public override string Expected => "string";

    /// <inheritdoc/>
    public override void Judge(ref Utf8JsonReader reader, ref Findings findings)
    {
        if (reader.TokenType is not JsonTokenType.String)
        {
            findings.AddWrongType(ref reader, Expected);
            return;
        }
        var text = JsonText.Of(in reader);
        var known = options.Find(text);
        findings.Keep(Fact, text, known);
        if (known is null)
            findings.Add(Zod.NotAnOption(options.Values, text.ToShown()));
    }
}
