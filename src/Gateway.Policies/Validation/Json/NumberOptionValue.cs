using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Gateway.Policies.Validation.Json;

/// <summary>A number that is one of a closed set.</summary>
internal sealed class NumberOptionValue(params ImmutableArray<int> options) : JsonValue
{
    private readonly ImmutableArray<string> _shown = [.. options.Select(option => option.ToString(CultureInfo.InvariantCulture))];

    /// <summary>What is remembered of it.</summary>
    public Fact Fact { get; init; }

    /// <inheritdoc/>
    public override string Expected => "number";

    /// <inheritdoc/>
    public override void Judge(ref Utf8JsonReader reader, ref Findings findings)
    {
        if (reader.TokenType is not JsonTokenType.Number)
        {
            findings.AddWrongType(ref reader, Expected);
            return;
        }
        var value = NumberValue.Read(ref reader);
        foreach (var option in options)
        {
            if (value == option)
            {
                findings.Keep(Fact, value);
                return;
            }
        }
        // Infinity is no JSON; the bound is far from any option.
        findings.Add(Zod.NotANumericOption(_shown, Math.Clamp(value, -double.MaxValue, double.MaxValue)));
    }
}
