using Gateway.Admin;
using Npgsql;

namespace Gateway.Storage;

/// <summary>A server that goes away, or refuses, while a gateway runs on it.</summary>
public sealed class PostgresFaultTests(PostgresServer server)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Killed_KeysStayInForce_AndItIsTakenUpAgainWhenItIsBack()
    {
        using var postgres = LocalPostgres.TryStart(out var reason);
        Assert.SkipWhen(postgres is null, reason);
        await using var host = StorageHost.Open(DatabaseProvider.Postgres, postgres.ConnectionString + ";Timeout=2;Command Timeout=2");
        await host.StartAsync();
        var key = await host.CreateKeyAsync();

        postgres.Kill();

        await host.UntilAsync(() => host.State.Trouble is not null);
        Assert.NotNull(host.Directory.Current.Find(key.Secret));
        var refused = await host.Keys.RevokeAsync(key.Id, StorageHost.Call, None);
        Assert.Equal(AdminFaultKind.Unavailable, refused.Fault!.Kind);
        Assert.Contains(Path.GetDirectoryName(postgres.ConnectionString.Split(';')[0])![^3..], refused.Fault.Message, StringComparison.Ordinal);

        postgres.Restart();

        await host.UntilAsync(() => host.State.Trouble is null);
        Assert.Null((await host.Keys.RevokeAsync(key.Id, StorageHost.Call, None)).Fault);
    }

    [Fact]
    public async Task ReadOnly_StillServesWhatItHolds()
    {
        using var database = await TestDatabase.PostgresAsync(server);
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync("payments", "bot");
        await OldDatabase.ExecuteAsync(database, $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(database.ConnectionString).Database} SET default_transaction_read_only = on");
        NpgsqlConnection.ClearAllPools();
        await using var next = StorageHost.Open(database);

        await next.Directory.RefreshAsync(None);

        Assert.NotNull(next.Directory.Current.Find(key.Secret));
        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => next.Database.WriteAsync(Revisions.AdvanceAsync, None));
        Assert.Equal(DatabaseFault.ReadOnly, exception.Fault);
    }

    [Fact]
    public async Task Locked_ByAnotherSession_IsRefusedInTime()
    {
        using var database = await TestDatabase.PostgresAsync(server);
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync();
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync();
        await using (await other.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand("UPDATE revision SET value = value", other);
            await hold.ExecuteNonQueryAsync();

            var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => host.Database.WriteAsync(Revisions.AdvanceAsync, None));

            Assert.Equal(DatabaseFault.Locked, exception.Fault);
            await host.Directory.RefreshAsync(None);
        }
        Assert.True((await host.Keys.RevokeAsync(key.Id, StorageHost.Call, None)).Succeeded);
    }

    [Theory]
    [InlineData("53100", nameof(DatabaseFault.Full))]
    [InlineData("53300", nameof(DatabaseFault.Unreachable))]
    [InlineData("57P01", nameof(DatabaseFault.Unreachable))]
    [InlineData("28P01", nameof(DatabaseFault.Unreachable))]
    [InlineData("3D000", nameof(DatabaseFault.Unreachable))]
    [InlineData("25006", nameof(DatabaseFault.ReadOnly))]
    [InlineData("55P03", nameof(DatabaseFault.Locked))]
    [InlineData("XX001", nameof(DatabaseFault.Corrupt))]
    [InlineData("42P01", nameof(DatabaseFault.Corrupt))]
    [InlineData("23505", null)]
    [InlineData("42601", null)]
    public void SqlState_IsAFaultOrABugOfOurs(string state, string? fault) =>
        Assert.Equal(fault, PostgresFaults.Classify(new PostgresException("said", "ERROR", "ERROR", state), "db/gateway")?.Fault.ToString());
}
