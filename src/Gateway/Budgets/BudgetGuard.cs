using Gateway.Policies.Budgets;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;
using Gateway.Policies.Usage;
using Gateway.Storage;

namespace Gateway.Budgets;

/// <summary>
/// Lets work in while its budgets last, follows what it uses, and tells when a budget comes to its warning or its end. Keys
/// are looked up as they are now, so that a budget that was changed holds for sessions too. Thread-safe; no I/O.
/// </summary>
internal sealed class BudgetGuard(
    BudgetBook book, IVirtualKeyDirectory keys, PriceCatalog prices, BudgetMetrics metrics, TimeProvider time, ILogger<BudgetGuard> logger)
{
    /// <summary>Lets a call in, or says why not.</summary>
    /// <param name="key">Who asks.</param>
    /// <param name="contract">The row that is served.</param>
    /// <param name="expected">What is known of it before it begins.</param>
    /// <param name="live">To be given to <see cref="Close"/>; null when nothing limits it.</param>
    /// <param name="standing">How the budget stands that matters most.</param>
    /// <returns>The refusal; null: it may begin.</returns>
    public GatewayError? Begin(VirtualKey key, WavesContract contract, in Spend expected, out LiveSpend? live, out BudgetStanding standing)
    {
        standing = book.Begin(key, contract, expected, out live);
        Tell(standing);
        return RefusalOf(standing);
    }

    /// <summary>Whether there may be more work.</summary>
    /// <param name="key">Who asks.</param>
    /// <param name="contract">The row that is served.</param>
    /// <param name="runs">Whether it is about work under way, which may go on or not.</param>
    /// <returns>Why not; null: there may.</returns>
    public GatewayError? Check(VirtualKey key, WavesContract contract, bool runs = false)
    {
        var standing = book.Check(keys.Current.FindById(key.Id) ?? key, contract, runs);
        Tell(standing);
        return RefusalOf(standing);
    }

    /// <summary>Work that was let in begins under the id of its admission.</summary>
    /// <returns>To be given to <see cref="Close"/>; null when nothing limits it.</returns>
    public LiveSpend? Open(VirtualKey key, string workId)
    {
        if (!BudgetBook.IsLimited(keys.Current.FindById(key.Id) ?? key))
            return null;
        var live = book.Open(key, default);
        book.Name(live, workId);
        return live;
    }

    /// <summary>What live work has used by now.</summary>
    public void Progress(string workId, in UsageAmounts soFar, WavesContract contract) =>
        book.Progress(workId, BudgetSink.SpendOf(soFar, prices.Current.CostOf(soFar, contract, contract.DefaultModel, time.GetUtcNow()), contract));

    /// <summary>Live work is over; its record has come or comes.</summary>
    public void Close(LiveSpend live) => book.End(live);

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

    private static GatewayError? RefusalOf(in BudgetStanding standing)
    {
        if (standing.Level is not BudgetLevel.Exhausted)
            return null;
        var period = BudgetWords.AdjectiveOf(standing.Budget!.Period);
        return standing.Holder.IsTeam ? GatewayErrors.TeamBudgetExhausted(period) : GatewayErrors.BudgetExhausted(period);
    }
}
