using Gateway.Policies.Budgets;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Policies.Usage;

namespace Gateway.Budgets;

/// <summary>Puts what work used into the budgets that paid for it. Thread-safe; no I/O.</summary>
internal sealed class BudgetSink(BudgetBook book, BudgetGuard guard, IVirtualKeyDirectory keys) : IUsageSink
{
    public void Ended(UsageRecord record)
    {
        var contract = WavesContracts.Find(record.Contract);
        book.Record(record.Id, record.KeyId, record.Team, SpendOf(record.Amounts, record.Cost, contract), record.Ended);
        // Whoever comes to a warning or a limit is told of at once, and not when the next call comes.
        if (contract is not null && keys.Current.FindById(record.KeyId) is { } key && BudgetBook.IsLimited(key))
            guard.Check(key, contract);
    }

    /// <summary>What amounts of usage are in a budget.</summary>
    /// <param name="amounts">What was used.</param>
    /// <param name="cost">What it costs; null, unknown, costs nothing here.</param>
    /// <param name="contract">The row that was asked for; null for one that is not known.</param>
    public static Spend SpendOf(in UsageAmounts amounts, decimal? cost, WavesContract? contract) => new()
    {
        Characters = amounts.Characters,
        Tokens = amounts.PromptTokens + amounts.CompletionTokens,
        AudioMilliseconds = amounts.AudioInMilliseconds,
        Sessions = contract?.Socket is SocketProtocol.Stt or SocketProtocol.Hydra ? 1 : 0,
        MoneyNanos = Spend.GrainsOf(BudgetUnit.Money, cost ?? 0),
    };
}
