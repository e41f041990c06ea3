using Gateway.Policies.Usage;
using Gateway.Storage;

namespace Gateway.Metering;

/// <summary>Records in the database. What is stored twice counts once. Thread-safe.</summary>
internal sealed class UsageStore(GatewayDatabase database)
{
    private const int DeletedAtOnce = 1000;

    /// <summary>Stores records and adds them to the sums of their minutes, all or none.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing was stored, as far as can be known.</exception>
    public Task<int> WriteAsync(IReadOnlyCollection<UsageRecord> records, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var rows = records.Select(UsageRows.Of).ToList();
                var isNew = await UsageTable.InsertAsync(session, rows);
                var fresh = rows.Zip(records).Where((_, index) => isNew[index]).ToList();
                foreach (var sums in UsageRows.Sum(fresh))
                    await UsageTable.AddAsync(session, sums);
                await session.CommitAsync();
                return fresh.Count;
            },
            cancellationToken);

    /// <summary>Deletes some of the records that ended before a moment; the sums stay.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> DeleteBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async session =>
            {
                var deleted = await UsageTable.DeleteBeforeAsync(session, before.ToUnixTimeMilliseconds(), DeletedAtOnce);
                await session.CommitAsync();
                return deleted;
            },
            cancellationToken) == DeletedAtOnce;
}
