using Gateway.Policies.Keys;

namespace Gateway.Policies.Budgets;

/// <summary>How much was spent of everything that a budget can count, in whole grains so that sums are exact. Adds up; a value.</summary>
public readonly record struct Spend
{
    /// <summary>Characters of text, in UTF-16 units.</summary>
    public long Characters { get; init; }

    /// <summary>Prompt and completion tokens.</summary>
    public long Tokens { get; init; }

    /// <summary>Audio that was sent, in milliseconds of audio.</summary>
    public long AudioMilliseconds { get; init; }

    /// <summary>Sessions.</summary>
    public long Sessions { get; init; }

    /// <summary>Cost in billionths of the price book's currency: a token costs far less than a millionth.</summary>
    public long MoneyNanos { get; init; }

    /// <summary>The sum of both.</summary>
    public static Spend operator +(in Spend left, in Spend right) => new()
    {
        Characters = left.Characters + right.Characters,
        Tokens = left.Tokens + right.Tokens,
        AudioMilliseconds = left.AudioMilliseconds + right.AudioMilliseconds,
        Sessions = left.Sessions + right.Sessions,
        MoneyNanos = left.MoneyNanos + right.MoneyNanos,
    };

    /// <summary>How many grains make one of a unit.</summary>
    public static long GrainsPer(BudgetUnit unit) => unit switch
    {
        BudgetUnit.AudioSeconds => 1_000,
        BudgetUnit.Money => 1_000_000_000,
        _ => 1,
    };

    /// <summary>An amount in grains, rounded down; one too large to be reached is the largest there is.</summary>
    public static long GrainsOf(BudgetUnit unit, decimal amount) =>
        amount >= long.MaxValue / GrainsPer(unit) ? long.MaxValue : (long)(amount * GrainsPer(unit));

    /// <summary>Grains as an amount.</summary>
    public static decimal AmountOf(BudgetUnit unit, long grains) => (decimal)grains / GrainsPer(unit);

    /// <summary>Grains of one unit.</summary>
    public long Of(BudgetUnit unit) => unit switch
    {
        BudgetUnit.Characters => Characters,
        BudgetUnit.Tokens => Tokens,
        BudgetUnit.AudioSeconds => AudioMilliseconds,
        BudgetUnit.Sessions => Sessions,
        _ => MoneyNanos,
    };
}
