using System.Collections.Immutable;
using Gateway.Admin.Documents;
using Gateway.Policies.Budgets;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>How budgets stand by the database.</summary>
internal sealed class BudgetReader(AdminTransactions transactions, TimeProvider time) : IBudgetReader
{
    public Task<AdminResult<Page<BudgetDocument>>> OfKeyAsync(string key, CancellationToken cancellationToken) => transactions.ReadAsync<Page<BudgetDocument>>(
        async session =>
        {
            if (await KeyAdministration.FindAsync(session, key) is not { } row)
                return KeyAdministration.Unknown(key);
            var team = await TeamTable.FindAsync(session, row.Team);
            return await ReadAsync(session, (SpendHolder.Key(row.Id), row.ReadSettings().Budgets), (SpendHolder.Team(row.Team), team?.ReadSettings().Budgets ?? []));
        },
        cancellationToken);

    public Task<AdminResult<Page<BudgetDocument>>> OfTeamAsync(string team, CancellationToken cancellationToken) => transactions.ReadAsync<Page<BudgetDocument>>(
        async session => await TeamTable.FindAsync(session, team) is { DeletedAt: null } row
            ? await ReadAsync(session, (SpendHolder.Team(row.Name), row.ReadSettings().Budgets))
            : TeamAdministration.Unknown,
        cancellationToken);

    private async Task<Page<BudgetDocument>> ReadAsync(DatabaseSession session, params (SpendHolder Holder, ImmutableArray<Budget> Budgets)[] holders)
    {
        var now = time.GetUtcNow();
        var spent = (await SpendingTable.OfAsync(session, [.. holders.Select(holder => holder.Holder)], now)).ToDictionary(entry => (entry.Holder, entry.Slot), entry => entry.Grains);
        return new(
            [
                .. from holder in holders
                   from budget in holder.Budgets
                   let grains = spent.GetValueOrDefault((holder.Holder, SpendSlot.Of(budget.Unit, budget.Period, now)))
                   select BudgetDocument.Of(holder.Holder, budget, Spend.AmountOf(budget.Unit, grains), now),
            ],
            null);
    }
}
