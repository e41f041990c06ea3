namespace Gateway.Policies.Keys;

public sealed class BudgetTests
{
    private static readonly DateTimeOffset LateOnTheLastOfJanuary = new(2026, 1, 31, 23, 30, 0, TimeSpan.FromHours(-5));

    [Theory]
    [InlineData(BudgetPeriod.Day, "2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z")]
    [InlineData(BudgetPeriod.Month, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    public void Period_IsThatOfUtc(BudgetPeriod period, string start, string end)
    {
        var budget = new Budget(BudgetUnit.Characters, period, 1);

        Assert.Equal(DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture), budget.PeriodStart(LateOnTheLastOfJanuary));
        Assert.Equal(DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture), budget.PeriodEnd(LateOnTheLastOfJanuary));
    }

    [Fact]
    public void Total_NeverStartsOver()
    {
        var budget = new Budget(BudgetUnit.Characters, BudgetPeriod.Total, 1);

        Assert.Equal(DateTimeOffset.MinValue, budget.PeriodStart(LateOnTheLastOfJanuary));
        Assert.Null(budget.PeriodEnd(LateOnTheLastOfJanuary));
    }
}
