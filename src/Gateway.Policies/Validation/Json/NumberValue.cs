using System.Text.Json;

namespace Gateway.Policies.Validation.Json;

/// <summary>A number within bounds, both included.</summary>
internal sealed class NumberValue(double min, double max) : JsonValue
{
    /// <summary>What is remembered of it.</summary>
    public Fact Fact { get; init; }

    /// <summary>Whether a fraction is refused; <c>8000.0</c> has none.</summary>
    public bool IsInteger { get; init; }

    /// <summary>The upstream's own words when it is too big, as a custom issue; null: zod's.</summary>
    public string? TooBig { get; init; }

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
        var value = Read(ref reader);
        findings.Keep(Fact, value);
        if (IsInteger && !double.IsInteger(value))
            findings.Add(Zod.WrongType("integer", "float"));
        else if (value < min)
            findings.Add(Zod.NumberTooSmall(min));
        else if (value > max)
            findings.Add(TooBig is null ? Zod.NumberTooBig(max) : Zod.Custom(TooBig));
    }

    /// <summary>The number as JavaScript reads it: beyond the range of a double it is infinite.</summary>
    internal static double Read(ref Utf8JsonReader reader) =>
        reader.TryGetDouble(out var value) ? value
        : reader.ValueSpan[0] == '-' ? double.NegativeInfinity
        : double.PositiveInfinity;
}
