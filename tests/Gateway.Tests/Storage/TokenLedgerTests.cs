using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>The ledger that replicas share.</summary>
public sealed class TokenLedgerTests(PostgresServer server)
{
    [Fact]
    public async Task Token_UsedOnOneReplica_IsRefusedOnTheOther()
    {
        using var database = await TestDatabase.PostgresAsync(server);
        await using var one = StorageHost.Open(database);
        await using var other = StorageHost.Open(database);
        var token = new BrowserToken("0123", "key_1", one.Clock.GetUtcNow().AddSeconds(30)) { IssuedAt = one.Clock.GetUtcNow() };

        var uses = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => (i % 2 == 0 ? one : other).Get<ITokenLedger>().TryUseAsync(token, CancellationToken.None).AsTask()));

        Assert.IsType<DatabaseTokenLedger>(one.Get<ITokenLedger>());
        Assert.Equal(1, uses.Count(used => used));
    }

    [Fact]
    public async Task DatabaseThatDoesNotAnswer_IsNoPermission()
    {
        await using var host = StorageHost.Open(DatabaseProvider.Postgres, "Host=127.0.0.1;Port=1;Database=none;Username=nobody;Timeout=1");
        var token = new BrowserToken("0123", "key_1", host.Clock.GetUtcNow().AddSeconds(30));

        await Assert.ThrowsAsync<TokenLedgerUnavailableException>(() => host.Get<ITokenLedger>().TryUseAsync(token, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task File_MeansOneProcess()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = StorageHost.Open(database);

        Assert.IsType<MemoryTokenLedger>(host.Get<ITokenLedger>());
    }
}
