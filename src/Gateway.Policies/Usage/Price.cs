using System.Text.Json.Serialization;

namespace Gateway.Policies.Usage;

/// <summary>What a unit costs, for which work, from when on.</summary>
/// <param name="Unit">What is counted.</param>
/// <param name="Amount">Cost of <c>per</c> units in the currency of the book.</param>
public sealed record Price([property: JsonRequired] PriceUnit Unit, [property: JsonRequired] decimal Amount)
{
    /// <summary>How many units the amount is for: 1,000,000 tokens, 60 seconds.</summary>
    public decimal Per { get; init; } = 1;

    /// <summary>Model it is for; null: every model.</summary>
    public string? Model { get; init; }

    /// <summary>Endpoint id (<c>S2</c>) or limit group (<c>stt-live</c>) it is for; null: all.</summary>
    public string? Scope { get; init; }

    /// <summary>First moment at which it holds; null: always.</summary>
    public DateTimeOffset? From { get; init; }
}
