using System.Collections.Immutable;
using Gateway.Policies.Keys;

namespace Gateway.Policies.Usage;

/// <summary>What a price book must fulfil. Finds every fault.</summary>
public static class PriceRules
{
    private const int MaxPrices = 1000;

    /// <summary>The faults; empty when the book may be stored.</summary>
    public static ImmutableArray<SettingsFault> Check(PriceBook book)
    {
        var faults = ImmutableArray.CreateBuilder<SettingsFault>();
        if (book.Currency.Length != 3 || !book.Currency.All(char.IsAsciiLetterUpper))
            faults.Add(new("currency", "A currency is three capital letters: USD."));
        if (book.Prices.Length > MaxPrices)
            faults.Add(new("prices", "There are at most 1,000 prices."));
        for (var i = 0; i < book.Prices.Length; i++)
            Check(faults, $"prices[{i}]", book.Prices[i]);
        foreach (var same in book.Prices.GroupBy(price => (price.Unit, price.Model, price.Scope, price.From)).Where(group => group.Count() > 1))
            faults.Add(new("prices", $"There are {same.Count()} prices for the same unit, model, scope and date."));
        return faults.ToImmutable();
    }

    private static void Check(ImmutableArray<SettingsFault>.Builder faults, string path, Price price)
    {
        if (price.Amount is < 0 or > 1_000_000m)
            faults.Add(new($"{path}.amount", "An amount is a number from 0 to 1,000,000."));
        if (price.Per is < 1 or > 1_000_000_000m)
            faults.Add(new($"{path}.per", "An amount is for 1 to 1,000,000,000 units."));
        if (price.Model is { Length: 0 or > SettingsRules.MaxTextLength })
            faults.Add(new($"{path}.model", "A model name has 1 to 128 characters."));
        if (price.Scope is { } scope && !SettingsRules.IsScope(scope))
            faults.Add(new($"{path}.scope", "A scope is a limit group (stt-live) or an endpoint id (S2)."));
    }
}
