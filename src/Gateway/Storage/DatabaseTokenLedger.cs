using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>The ledger that replicas share: the row that the first user inserts is what refuses the second. Thread-safe.</summary>
internal sealed class DatabaseTokenLedger(GatewayDatabase database, TimeProvider time) : ITokenLedger
{
    public async ValueTask<bool> TryUseAsync(BrowserToken token, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(session => UseAsync(session, token), cancellationToken);
        }
        catch (DatabaseUnavailableException exception)
        {
            throw new TokenLedgerUnavailableException(exception);
        }
    }

    private async Task<bool> UseAsync(DatabaseSession session, BrowserToken token)
    {
        await session.ExecuteAsync("DELETE FROM used_tokens WHERE ends_at < @now", new { now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        var inserted = await session.ExecuteAsync(
            "INSERT INTO used_tokens (id, ends_at) VALUES (@id, @endsAt) ON CONFLICT (id) DO NOTHING",
            new { id = token.Id, endsAt = token.ConnectBefore.ToUnixTimeMilliseconds() });
        await session.CommitAsync();
        return inserted == 1;
    }
}
