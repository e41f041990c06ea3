using System.Text.Json.Serialization;

namespace Gateway.Policies.Keys;

/// <summary>How much a key or team may spend of one unit in a period.</summary>
/// <param name="Unit">What is counted.</param>
/// <param name="Period">When the count starts over.</param>
/// <param name="Limit">From this amount on, requests are refused and sessions end.</param>
public sealed record Budget([property: JsonRequired] BudgetUnit Unit, [property: JsonRequired] BudgetPeriod Period, [property: JsonRequired] decimal Limit)
{
    /// <summary>From this amount on, the spender is reported; null: never before the limit.</summary>
    public decimal? WarnAt { get; init; }

    /// <summary>Start of the period that holds a moment; <see cref="DateTimeOffset.MinValue"/> for <see cref="BudgetPeriod.Total"/>.</summary>
    public DateTimeOffset PeriodStart(DateTimeOffset now) => StartOf(Period, now);

    /// <summary>Start of the period of a kind that holds a moment; <see cref="DateTimeOffset.MinValue"/> for <see cref="BudgetPeriod.Total"/>.</summary>
    public static DateTimeOffset StartOf(BudgetPeriod period, DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        return period switch
        {
            BudgetPeriod.Day => new(utc.Date, TimeSpan.Zero),
            BudgetPeriod.Month => new(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero),
            _ => DateTimeOffset.MinValue,
        };
    }

    /// <summary>When the count starts over; null: never.</summary>
    public DateTimeOffset? PeriodEnd(DateTimeOffset now) => Period switch
    {
        BudgetPeriod.Day => PeriodStart(now).AddDays(1),
        BudgetPeriod.Month => PeriodStart(now).AddMonths(1),
        _ => null,
    };
}
