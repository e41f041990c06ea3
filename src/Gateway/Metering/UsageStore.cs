using System.Text.Json;
using Gateway.Storage;

namespace Gateway.Metering;

/// <summary>Records in the database. Thread-safe.</summary>
internal sealed class UsageStore(GatewayDatabase database)
{
    /// <summary>Batches; a transaction that takes long would hold up others.</summary>
    private const int DeletedAtOnce = 100;

    /// <summary>Stores a batch and adds it to the sums of its minutes, all or nothing; once, however often it comes.</summary>
    /// <returns>How many records are new.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing was stored, as far as can be known.</exception>
    public async Task<int> WriteAsync(UsageBatch batch, CancellationToken cancellationToken)
    {
        var rows = batch.Records.Select(UsageRows.Of).ToArray();
        var json = JsonSerializer.SerializeToUtf8Bytes(rows, UsageRowJson.Default.UsageRowArray);
        var sums = UsageRows.Sum(rows.Zip(batch.Records)).ToList();
        return await database.WriteAsync(
            async session =>
            {
                if (!await UsageTable.InsertAsync(session, batch.Id, rows.Max(row => row.EndedAt), json))
                    return 0;
                foreach (var sum in sums)
                    await UsageTable.AddAsync(session, sum);
                await session.CommitAsync();
                return rows.Length;
            },
            cancellationToken);
    }

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
