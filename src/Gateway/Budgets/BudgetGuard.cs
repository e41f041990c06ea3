using Gateway.Policies.Budgets;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;

namespace Gateway.Budgets;

/// <summary>Lets work in while its budgets last, and tells when they come to their warning or their end. Thread-safe; no I/O.</summary>
internal sealed class BudgetGuard(BudgetBook book, BudgetMetrics metrics, ILogger<BudgetGuard> logger)
{
    /// <summary>Lets a piece of work in, or says why not.</summary>
    /// <param name="key">Who asks.</param>
    /// <param name="contract">The row that is served.</param>
    /// <param name="expected">What is known of it before it begins.</param>
    /// <param name="live">To be given to <see cref="BudgetBook.End"/>; null when nothing limits it.</param>
    /// <param name="standing">How the budget stands that matters most.</param>
    /// <returns>The refusal; null: it may begin.</returns>
    public GatewayError? Begin(VirtualKey key, WavesContract contract, in Spend expected, out LiveSpend? live, out BudgetStanding standing)
    {
        standing = book.Begin(key, contract, expected, out live);
        Tell(standing);
        return RefusalOf(standing);
    }

    /// <summary>Whether work under way may go on.</summary>
    /// <returns>Why not; null: it may.</returns>
    public GatewayError? Check(VirtualKey key, WavesContract contract)
    {
        var standing = book.Check(key, contract);
        Tell(standing);
        return RefusalOf(standing);
    }

    private void Tell(in BudgetStanding standing)
    {
        if (!standing.IsNews || standing.Budget is not { } budget)
            return;
        metrics.Reached(standing);
        var (unit, period, kind) = (BudgetWords.Of(budget.Unit), BudgetWords.Of(budget.Period), BudgetWords.KindOf(standing.Holder));
        if (standing.Level is BudgetLevel.Exhausted)
            logger.BudgetExhausted(unit, period, kind, standing.Holder.Name, standing.Spent, budget.Limit);
        else
            logger.BudgetWarned(unit, period, kind, standing.Holder.Name, standing.Spent, budget.Limit, budget.WarnAt);
    }

    private GatewayError? RefusalOf(in BudgetStanding standing)
    {
        if (standing.Level is not BudgetLevel.Exhausted)
            return null;
        metrics.Refused(standing);
        var period = BudgetWords.AdjectiveOf(standing.Budget!.Period);
        return standing.Holder.IsTeam ? GatewayErrors.TeamBudgetExhausted(period) : GatewayErrors.BudgetExhausted(period);
    }
}
