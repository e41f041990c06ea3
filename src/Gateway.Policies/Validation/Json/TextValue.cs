using System.Buffers;
using System.Text.Json;

namespace Gateway.Policies.Validation.Json;

/// <summary>A string of bounded length, perhaps of certain characters only.</summary>
internal sealed class TextValue : JsonValue
{
    /// <summary>What is remembered of it.</summary>
    public Fact Fact { get; init; }

    /// <summary>Fewest UTF-16 code units.</summary>
    public int Min { get; init; }

    /// <summary>Most UTF-16 code units.</summary>
    public int Max { get; init; } = int.MaxValue;

    /// <summary>The upstream's own words when it is too short; null: zod's.</summary>
    public string? TooShort { get; init; }

    /// <summary>The upstream's own words when it is too long; null: zod's.</summary>
    public string? TooLong { get; init; }

    /// <summary>The only characters allowed; null: any.</summary>
    public SearchValues<byte>? Characters { get; init; }

    /// <summary>Values whose strings are used again; others are allowed too.</summary>
    public OptionSet? Known { get; init; }

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
        findings.Keep(Fact, text, Known?.Find(text));
        if (Min > 0 || Max < int.MaxValue)
        {
            var length = text.Measure().Characters;
            if (length < Min)
                findings.Add(Zod.TextTooShort(Min, TooShort));
            else if (length > Max)
                findings.Add(Zod.TextTooLong(Max, TooLong));
        }
        if (Characters is not null && !text.ConsistsOf(Characters))
            findings.Add(Zod.NotOfPattern());
    }
}
