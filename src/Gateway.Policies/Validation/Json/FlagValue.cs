using System.Text.Json;

namespace Gateway.Policies.Validation.Json;

/// <summary>A boolean.</summary>
internal sealed class FlagValue : JsonValue
{
    /// <summary>What is remembered of it.</summary>
    public Fact Fact { get; init; }

    /// <summary>Whether <c>false</c> leaves the fact as another field may have set it.</summary>
    public bool OnlySets { get; init; }

    /// <inheritdoc/>
    public override string Expected => "boolean";

    /// <inheritdoc/>
    public override void Judge(ref Utf8JsonReader reader, ref Findings findings)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            findings.AddWrongType(ref reader, Expected);
        else if (reader.TokenType is JsonTokenType.True || !OnlySets)
            findings.Keep(Fact, reader.TokenType is JsonTokenType.True);
    }
}
