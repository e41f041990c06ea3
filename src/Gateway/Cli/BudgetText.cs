using System.Globalization;
using Gateway.Policies.Keys;

namespace Gateway.Cli;

/// <summary>Budgets as people write them: <c>characters/month=1000000</c>, with a warning <c>tokens/day=50000,40000</c>.</summary>
internal static class BudgetText
{
    /// <summary>What is allowed, for messages and help.</summary>
    public const string Message =
        "A budget is unit/period=limit or unit/period=limit,warning: characters/month=1000000. Units: characters, tokens, audioSeconds, sessions, money. Periods: day, month, total.";

    /// <summary>Reads a budget; null when it is none.</summary>
    public static Budget? Parse(string text)
    {
        var equals = text.Split('=');
        var name = equals[0].Split('/');
        if (equals.Length != 2 || name.Length != 2
            || !Enum.TryParse<BudgetUnit>(name[0], ignoreCase: true, out var unit) || !Enum.IsDefined(unit)
            || !Enum.TryParse<BudgetPeriod>(name[1], ignoreCase: true, out var period) || !Enum.IsDefined(period))
        {
            return null;
        }
        var figures = equals[1].Split(',');
        if (figures.Length > 2 || !TryFigure(figures[0], out var limit))
            return null;
        if (figures.Length == 1)
            return new(unit, period, limit);
        return TryFigure(figures[1], out var warnAt) ? new Budget(unit, period, limit) { WarnAt = warnAt } : null;
    }

    /// <summary>Writes a budget as <see cref="Parse"/> reads it.</summary>
    public static string Write(Budget budget)
    {
        var unit = budget.Unit is BudgetUnit.AudioSeconds ? "audioSeconds" : budget.Unit.ToString().ToLowerInvariant();
        var warning = budget.WarnAt is { } warnAt ? string.Create(CultureInfo.InvariantCulture, $",{warnAt}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{unit}/{budget.Period.ToString().ToLowerInvariant()}={budget.Limit}{warning}");
    }

    private static bool TryFigure(string text, out decimal figure) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out figure);
}
