using Gateway.Admin;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage;

/// <summary>A file that goes bad while a gateway runs on it: keys in memory stay in force, changes are refused with the reason, nothing is half written.</summary>
public sealed class SqliteFaultTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Locked_ByAnotherProcess_IsRefusedInTime_AndServesAgainAfterwards()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync();
        using (var other = new SqliteConnection(database.ConnectionString + ";Pooling=false"))
        {
            other.Open();
            using var transaction = other.BeginTransaction(deferred: false);

            await AssertRefusedAsync(host, key.Id, DatabaseFault.Locked);
            await host.Directory.RefreshAsync(None);
        }

        Assert.True((await host.Keys.RevokeAsync(key.Id, StorageHost.Call, None)).Succeeded);
    }

    [Fact]
    public async Task ReadOnly_StillServesWhatItHolds()
    {
        using var database = TestDatabase.Sqlite();
        string secret;
        await using (var owner = StorageHost.Open(database))
            secret = (await owner.CreateKeyAsync("payments", "bot")).Secret;
        await using var host = StorageHost.Open(DatabaseProvider.Sqlite, database.ConnectionString + ";Mode=ReadOnly");

        await host.Directory.RefreshAsync(None);

        Assert.NotNull(host.Directory.Current.Find(secret));
        Assert.True((await host.Keys.GetAsync("payments/bot", None)).Succeeded);
        await AssertRefusedAsync(host, "payments/bot", DatabaseFault.ReadOnly);
    }

    [Fact]
    public async Task Removed_IsNotMadeAnew_AndIsTakenUpAgainWhenItIsBack()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync();
        var away = database.File + ".away";
        File.Move(database.File, away);

        await AssertRefusedAsync(host, key.Id, DatabaseFault.Unreachable);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => host.Directory.RefreshAsync(None));
        Assert.False(File.Exists(database.File));
        Assert.NotNull(host.Directory.Current.Find(key.Secret));
        Assert.Equal(DatabaseFault.Unreachable, host.State.Trouble!.Fault);

        File.Move(away, database.File);
        await host.Directory.RefreshAsync(None);
        Assert.Null(host.State.Trouble);
        Assert.True((await host.Keys.RevokeAsync(key.Id, StorageHost.Call, None)).Succeeded);
        Assert.Equal(["DatabaseUnavailable", "DatabaseRecovered"], host.Logs.GetSnapshot().Select(record => record.Id.Name).Where(name => name!.StartsWith("Database", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ReplacedByAnEmptyOne_KeepsTheKeysInForce()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync();
        File.Delete(database.File);
        await OldDatabase.ExecuteAsync(database, "CREATE TABLE nothing_of_ours (a TEXT)");

        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => host.Directory.RefreshAsync(None));

        Assert.Equal(DatabaseFault.Corrupt, exception.Fault);
        Assert.NotNull(host.Directory.Current.Find(key.Secret));
        await AssertRefusedAsync(host, key.Id, DatabaseFault.Corrupt);
    }

    [Fact]
    public async Task RestoredFromAnOlderBackup_IsFollowed()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = StorageHost.Open(database);
        var kept = await host.CreateKeyAsync();
        var backup = database.File + ".backup";
        await OldDatabase.ExecuteAsync(database, $"VACUUM INTO '{backup}'");
        var lost = await host.CreateKeyAsync();
        await host.Keys.RevokeAsync(kept.Id, StorageHost.Call, None);

        File.Move(backup, database.File, overwrite: true);
        await host.Directory.RefreshAsync(None);

        Assert.Null(host.Directory.Current.Find(lost.Secret));
        Assert.Null(host.Directory.Current.Find(kept.Secret)!.RevokedAt);
    }

    [Fact]
    public async Task Damaged_IsNamedSo_AndKeysStayInForce()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync();
        await using (var file = File.OpenWrite(database.File))
        {
            file.Position = 4096;
            await file.WriteAsync(new byte[file.Length - 4096].Select(_ => (byte)0xA5).ToArray(), None);
        }

        await AssertRefusedAsync(host, key.Id, DatabaseFault.Corrupt);
        Assert.NotNull(host.Directory.Current.Find(key.Secret));
    }

    [Fact]
    public async Task Full_IsNamedSo_KeepsWhatWasAcknowledged_AndTakesMoreWhenThereIsRoom()
    {
        using var disk = SmallDisk.Mount("600k");
        await using var host = StorageHost.Open(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(disk.Path, "gateway.db")}");
        var made = new List<Admin.Documents.IssuedKey> { await host.CreateKeyAsync() };
        AdminFault? fault = null;
        while (fault is null)
        {
            Assert.True(made.Count < 10_000, "The disk does not fill.");
            var next = await host.Keys.CreateAsync(new() { Team = "payments", Tags = [new('x', 100)] }, createTeam: false, StorageHost.Call, None);
            fault = next.Fault;
            if (next.Value is { } key)
                made.Add(key);
        }

        Assert.Equal(AdminFaultKind.Unavailable, fault.Kind);
        Assert.Contains("full", fault.Message, StringComparison.Ordinal);
        Assert.All(made, key => Assert.NotNull(host.Directory.Current.Find(key.Secret)));

        disk.Resize("4m");
        Assert.True((await host.Keys.RevokeAsync(made[0].Id, StorageHost.Call, None)).Succeeded);
        Assert.Equal(made.Count, (await host.Keys.ListAsync(null, true, new(null, 1000), None)).Value!.Items.Length);
        var audit = (await host.Get<IAuditReader>().VerifyAsync(null, None)).Value!;
        Assert.Equal((true, made.Count + 2), (audit.Whole, (int)audit.Entries));
    }

    [Theory]
    [InlineData(5, nameof(DatabaseFault.Locked))]
    [InlineData(8, nameof(DatabaseFault.ReadOnly))]
    [InlineData(10, nameof(DatabaseFault.Unreachable))]
    [InlineData(11, nameof(DatabaseFault.Corrupt))]
    [InlineData(13, nameof(DatabaseFault.Full))]
    [InlineData(14, nameof(DatabaseFault.Unreachable))]
    [InlineData(26, nameof(DatabaseFault.Corrupt))]
    [InlineData(19, null)]
    public void ResultCode_IsAFaultOrABugOfOurs(int code, string? fault) =>
        Assert.Equal(fault, SqliteFaults.Classify(new SqliteException("said", code), "gateway.db")?.Fault.ToString());

    private static async Task AssertRefusedAsync(StorageHost host, string key, DatabaseFault fault)
    {
        var refused = await host.Keys.RevokeAsync(key, StorageHost.Call, None);
        Assert.Equal(AdminFaultKind.Unavailable, refused.Fault!.Kind);
        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => host.Database.WriteAsync(Revisions.AdvanceAsync, None));
        Assert.Equal(fault, exception.Fault);
    }
}
