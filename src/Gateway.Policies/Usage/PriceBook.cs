using System.Collections.Immutable;
using Gateway.Policies.Contracts;

namespace Gateway.Policies.Usage;

/// <summary>Prices with the dates from which they hold.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public record PriceBook
{
    /// <summary>No prices: every cost is unknown.</summary>
    public static PriceBook Empty { get; } = new();

    /// <summary>Decimals of a cost: one cached token is seven behind the point.</summary>
    public const int CostDecimals = 9;

    /// <summary>Currency of all amounts, three letters (ISO 4217).</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>The prices, in any order.</summary>
    public ImmutableArray<Price> Prices { get; init; } = [];

    /// <summary>What an amount of a unit costs; null when no price is known, which is not the same as free.</summary>
    /// <param name="unit">What is counted.</param>
    /// <param name="amount">How much of it.</param>
    /// <param name="contract">Row of the work.</param>
    /// <param name="model">Model of the work; null when it has none.</param>
    /// <param name="at">When the work was done.</param>
    public decimal? CostOf(PriceUnit unit, decimal amount, WavesContract contract, string? model, DateTimeOffset at) =>
        Find(unit, contract, model, at) is { } price ? amount * price.Amount / price.Per : null;

    /// <summary>
    /// What a piece of work costs by what its row is metered by, and by the call where calls are priced; rounded to
    /// <see cref="CostDecimals"/>. Null when a price that is needed is not known.
    /// </summary>
    /// <param name="amounts">How much was used.</param>
    /// <param name="contract">Row of the work.</param>
    /// <param name="model">Model of the work; null when it has none.</param>
    /// <param name="at">When the work was done.</param>
    public decimal? CostOf(in UsageAmounts amounts, WavesContract contract, string? model, DateTimeOffset at)
    {
        var perCall = CostOf(PriceUnit.Requests, amounts.Requests, contract, model, at);
        var cost = contract.Usage switch
        {
            UsageUnit.Characters => Known(PriceUnit.Characters, amounts.Characters) + (perCall ?? 0),
            UsageUnit.AudioSeconds => Known(PriceUnit.AudioSeconds, amounts.AudioInMilliseconds / 1000m) + (perCall ?? 0),
            UsageUnit.SessionSeconds => Known(PriceUnit.SessionSeconds, amounts.SessionMilliseconds / 1000m) + (perCall ?? 0),
            UsageUnit.Tokens => Known(PriceUnit.PromptTokens, amounts.PromptTokens - amounts.CachedTokens)
                + Known(PriceUnit.CachedTokens, amounts.CachedTokens)
                + Known(PriceUnit.CompletionTokens, amounts.CompletionTokens)
                + (perCall ?? 0),
            _ => perCall,
        };
        return cost is { } known ? decimal.Round(known, CostDecimals) : null;

        // What was not used needs no price.
        decimal? Known(PriceUnit unit, decimal amount) => amount == 0 ? 0 : CostOf(unit, amount, contract, model, at);
    }

    /// <summary>The price in force: a price for the model goes before one for the endpoint, that before a general one, and later ones before earlier.</summary>
    public Price? Find(PriceUnit unit, WavesContract contract, string? model, DateTimeOffset at)
    {
        Price? best = null;
        foreach (var price in Prices)
        {
            if (price.Unit == unit && !(price.From > at) && Fits(price, contract, model) && (best is null || IsCloser(price, best)))
                best = price;
        }
        return best;
    }

    private static bool Fits(Price price, WavesContract contract, string? model) =>
        (price.Model is null || (model is not null && ModelName.Same(price.Model, model)))
        && (price.Scope is null
            || string.Equals(price.Scope, contract.Id, StringComparison.OrdinalIgnoreCase)
            || string.Equals(price.Scope, LimitGroupName.Of(contract.LimitGroup), StringComparison.OrdinalIgnoreCase));

    private static bool IsCloser(Price price, Price other)
    {
        var (closeness, others) = (Closeness(price), Closeness(other));
        return closeness > others || (closeness == others && (price.From ?? DateTimeOffset.MinValue) >= (other.From ?? DateTimeOffset.MinValue));
    }

    private static int Closeness(Price price) => (price.Model is null ? 0 : 2) + (price.Scope is null ? 0 : 1);
}
