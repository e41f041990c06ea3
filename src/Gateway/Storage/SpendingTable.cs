using Dapper;
using Gateway.Policies.Budgets;
using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>The statements on <c>spending</c> and its clock.</summary>
internal static class SpendingTable
{
    private const string Columns = "holder_kind AS HolderKind, holder AS Holder, unit AS Unit, period AS Period, start AS Start, amount AS Amount";

    /// <summary>Rows or holders in one statement: within what both databases take as parameters.</summary>
    private const int Batch = 100;

    /// <summary>The clock now.</summary>
    public static Task<long> ReadClockAsync(DatabaseSession session) => session.FindAsync<long>("SELECT value FROM spending_clock WHERE id = 1");

    /// <summary>
    /// Moves the clock on. The first statement of whoever adds amounts: they stand in line at its row, so that ticks become
    /// visible in their order and no reader passes one by.
    /// </summary>
    public static Task<long> AdvanceClockAsync(DatabaseSession session) =>
        session.FindAsync<long>("UPDATE spending_clock SET value = value + 1 WHERE id = 1 RETURNING value");

    /// <summary>Adds amounts to what is there; each holder and slot at most once.</summary>
    public static async Task AddAsync(DatabaseSession session, IReadOnlyList<SpendEntry> entries, long clock)
    {
        foreach (var some in entries.Chunk(Batch))
        {
            var parameters = new DynamicParameters(new { clock });
            foreach (var (i, entry) in some.Index())
            {
                var row = SpendingRow.Of(entry);
                parameters.Add($"k{i}", row.HolderKind);
                parameters.Add($"h{i}", row.Holder);
                parameters.Add($"u{i}", row.Unit);
                parameters.Add($"p{i}", row.Period);
                parameters.Add($"s{i}", row.Start);
                parameters.Add($"a{i}", row.Amount);
            }
            var values = string.Join(", ", some.Select((_, i) => $"(@k{i}, @h{i}, @u{i}, @p{i}, @s{i}, @a{i}, @clock)"));
            await session.ExecuteAsync(
                $"""
                INSERT INTO spending (holder_kind, holder, unit, period, start, amount, changed) VALUES {values}
                ON CONFLICT (holder_kind, holder, unit, period, start) DO UPDATE SET amount = spending.amount + excluded.amount, changed = excluded.changed
                """,
                parameters);
        }
    }

    /// <summary>The sums that changed after a tick.</summary>
    public static async Task<List<SpendEntry>> ChangedSinceAsync(DatabaseSession session, long clock) =>
        Entries(await session.QueryAsync<SpendingRow>($"SELECT {Columns} FROM spending WHERE changed > @clock", new { clock }));

    /// <summary>The sums of some holders in the periods that hold a moment.</summary>
    public static async Task<List<SpendEntry>> OfAsync(DatabaseSession session, IReadOnlyCollection<SpendHolder> holders, DateTimeOffset now)
    {
        var entries = new List<SpendEntry>();
        foreach (var kind in holders.GroupBy(SpendingRow.KindOf, holder => holder.Name))
        {
            foreach (var some in kind.Chunk(Batch))
                entries.AddRange(Entries(await session.QueryAmongAsync<SpendingRow>($"SELECT {Columns} FROM spending WHERE holder_kind = '{kind.Key}' AND holder IN @values", some)));
        }
        return entries.FindAll(entry => entry.Slot == SpendSlot.Of(entry.Slot.Unit, entry.Slot.Period, now));
    }

    /// <summary>Forgets days and months that no budget asks for any more.</summary>
    public static async Task DeleteOldAsync(DatabaseSession session, DateTimeOffset now)
    {
        const string sql = "DELETE FROM spending WHERE period = @period AND start < @before";
        await session.ExecuteAsync(sql, new { period = nameof(BudgetPeriod.Day), before = now.AddDays(-40).ToUnixTimeMilliseconds() });
        await session.ExecuteAsync(sql, new { period = nameof(BudgetPeriod.Month), before = now.AddDays(-400).ToUnixTimeMilliseconds() });
    }

    private static List<SpendEntry> Entries(IEnumerable<SpendingRow> rows) => [.. rows.Select(row => row.ToEntry()).OfType<SpendEntry>()];
}
