using Gateway.Policies.Budgets;
using Gateway.Policies.Keys;

namespace Gateway.Budgets;

/// <summary>Units, periods and holders in the words of the admin API.</summary>
internal static class BudgetWords
{
    /// <summary>A unit: <c>audioSeconds</c>.</summary>
    public static string Of(BudgetUnit unit) => unit switch
    {
        BudgetUnit.Characters => "characters",
        BudgetUnit.Tokens => "tokens",
        BudgetUnit.AudioSeconds => "audioSeconds",
        BudgetUnit.Sessions => "sessions",
        _ => "money",
    };

    /// <summary>A period: <c>month</c>.</summary>
    public static string Of(BudgetPeriod period) => period switch
    {
        BudgetPeriod.Day => "day",
        BudgetPeriod.Month => "month",
        _ => "total",
    };

    /// <summary>A period as an adjective: <c>monthly</c>.</summary>
    public static string AdjectiveOf(BudgetPeriod period) => period switch
    {
        BudgetPeriod.Day => "daily",
        BudgetPeriod.Month => "monthly",
        _ => "total",
    };

    /// <summary>Whose budget it is: <c>key</c> or <c>team</c>.</summary>
    public static string KindOf(SpendHolder holder) => holder.IsTeam ? "team" : "key";
}
