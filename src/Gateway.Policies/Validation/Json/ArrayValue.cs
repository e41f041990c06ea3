using System.Text.Json;

namespace Gateway.Policies.Validation.Json;

/// <summary>An array of bounded length whose elements follow one rule.</summary>
internal sealed class ArrayValue(JsonValue element) : JsonValue
{
    /// <summary>Fewest elements.</summary>
    public int Min { get; init; }

    /// <summary>Most elements; those beyond are counted, not judged.</summary>
    public int Max { get; init; } = int.MaxValue;

    /// <summary>Remembers whether there is any element.</summary>
    public Fact Fact { get; init; }

    /// <inheritdoc/>
    public override string Expected => "array";

    /// <inheritdoc/>
    public override void Judge(ref Utf8JsonReader reader, ref Findings findings)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            findings.AddWrongType(ref reader, Expected);
            return;
        }
        var count = 0;
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (count < Max)
            {
                findings.Enter(new(null, count));
                element.Judge(ref reader, ref findings);
                findings.Leave();
            }
            else
            {
                reader.Skip();
            }
            count++;
        }
        findings.Keep(Fact, count > 0);
        if (count < Min)
            findings.Add(Zod.TooFewElements(Min));
        else if (count > Max)
            findings.Add(Zod.TooManyElements(Max));
    }
}
