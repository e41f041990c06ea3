using Gateway.Admin;
using Gateway.Policies.Budgets;

namespace Gateway.Storage;

/// <summary>New, current, older, newer and foreign databases.</summary>
public sealed class SchemaTests(PostgresServer server)
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string> Providers => [nameof(DatabaseProvider.Sqlite), nameof(DatabaseProvider.Postgres)];

    [Fact]
    public void Steps_AreTheSameForEveryProvider()
    {
        var names = SchemaScripts.Of(DatabaseProvider.Sqlite).Select(script => script.Name).ToList();

        Assert.Equal(names, SchemaScripts.Of(DatabaseProvider.Postgres).Select(script => script.Name));
        Assert.Equal(SchemaScripts.Count, names.Count);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task NewDatabase_OpenedBySeveralProcessesAtOnce_IsMadeOnce(string provider)
    {
        using var database = await CreateAsync(provider);
        var hosts = Enumerable.Range(0, 4).Select(_ => StorageHost.Open(database, ("Gateway:Database:LockTimeout", "00:00:20"))).ToList();

        await Task.WhenAll(hosts.Select(host => host.Directory.RefreshAsync(None)));

        var peppers = hosts.Select(host => Convert.ToHexString(host.Directory.Pepper!.DeriveKey("test"))).Distinct();
        Assert.Single(peppers);
        foreach (var host in hosts)
            await host.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task OlderDatabase_FromEveryStep_IsUpgradedWithItsData(string provider)
    {
        for (var steps = 1; steps < SchemaScripts.Count; steps++)
        {
            using var database = await CreateAsync(provider);
            await OldDatabase.CreateAsync(database, steps);
            await using var host = StorageHost.Open(database);

            var key = (await host.Keys.GetAsync("payments/bot", None)).Value!;

            Assert.Equal((OldDatabase.KeyId, 7), (key.Id, key.Limits.Slots));
            await host.Directory.RefreshAsync(None);
            Assert.Equal(OldDatabase.KeyId, host.Directory.Current.Find(OldDatabase.Secret)!.Id);
            await AssertKeptAsync(host, steps);
            Assert.True((await host.Keys.RevokeAsync(key.Id, StorageHost.Call, None)).Succeeded);
            var audit = (await host.Get<IAuditReader>().VerifyAsync(null, None)).Value!;
            Assert.Equal((true, steps >= 2 ? 3 : 1), (audit.Whole, (int)audit.Entries));
        }
    }

    /// <summary>What the tables of the later steps held is there, as far as they were there.</summary>
    private static async Task AssertKeptAsync(StorageHost host, int steps)
    {
        var plans = host.Get<IPlanAdministration>();
        Assert.Equal(steps >= 2 ? 3 : null, (await plans.GetAsync("gold", None)).Value?.Groups["tts"].Slots);
        Assert.Equal(steps >= 2 ? 1 : 0, (await plans.GetPricesAsync(None)).Value!.Prices.Length);
        Assert.Equal(steps >= 3 ? 1 : 0, await host.Database.ReadAsync(session => session.FindAsync<long>("SELECT count(*) FROM used_tokens"), None));
        var spent = await host.Database.ReadAsync(session => SpendingTable.OfAsync(session, [SpendHolder.Key(OldDatabase.KeyId)], host.Clock.GetUtcNow()), None);
        Assert.Equal(steps >= 4 ? [1234L] : [], spent.Select(entry => entry.Grains));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task UsageRecordsOfAnOlderDatabase_AreKept(string provider)
    {
        using var database = await CreateAsync(provider);
        await OldDatabase.CreateAsync(database, 5);
        foreach (var (id, ended, voice) in new[] { ("a", 60_001, "'magnus'"), ("b", 60_002, "NULL"), ("c", 240_000, "'it''s \"me\"'") })
        {
            await OldDatabase.ExecuteAsync(database, $"""
                INSERT INTO usage_records (id, started_at, ended_at, team, key_id, account, contract, model, voice, transport, outcome, upstream_status, queued_ms, duration_ms, requests,
                  characters, code_points, prompt_tokens, cached_tokens, completion_tokens, audio_in_ms, audio_out_ms, session_ms, bytes_in, bytes_out, source, cost_nanos, currency)
                VALUES ('{id}', 1, {ended}, 't', 'k', 'a', 'T1', 'm', {voice}, 'http', 'completed', 200, 0, 5, 1, 7, 6, 0, 0, 0, 0, 40, 0, 1, 2, 'counted', 9, 'USD')
                """);
        }
        await using var host = StorageHost.Open(database);

        var records = await host.Database.ReadAsync(
            session => session.QueryAsync<(string Id, long EndedAt, string? Voice, long Characters, long Results, long? Cost, long? FirstByte)>(
                "SELECT id, ended_at, voice, characters, results, cost_nanos, first_byte_ms FROM usage_records ORDER BY id"),
            None);

        Assert.Equal([("a", 60_001, "magnus", 7, 0, 9, null), ("b", 60_002, null, 7, 0, 9, null), ("c", 240_000, "it's \"me\"", 7, 0, 9, null)], records);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task DatabaseOfANewerProgram_IsLeftAlone_AndTheReasonIsGiven(string provider)
    {
        using var database = await CreateAsync(provider);
        await using (var host = StorageHost.Open(database))
        {
            await host.CreateKeyAsync("payments", "bot");
            await OldDatabase.ExecuteAsync(database, $"INSERT INTO {SchemaScripts.JournalTable} (scriptname, applied) VALUES ('9999_future', '2030-01-01')");

            // The process that runs while a newer one upgrades keeps what it knows and changes nothing more.
            await Assert.ThrowsAsync<DatabaseUnavailableException>(() => host.Directory.RefreshAsync(None));
            Assert.Equal(DatabaseFault.Newer, host.State.Trouble!.Fault);
            Assert.Equal(1, host.Directory.Current.Count);
            Assert.Equal(AdminFaultKind.Unavailable, (await host.Keys.RevokeAsync("payments/bot", StorageHost.Call, None)).Fault!.Kind);
        }
        await using var next = StorageHost.Open(database);

        var refused = await next.Keys.GetAsync("payments/bot", None);

        Assert.Contains("9999_future", refused.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileThatIsNoDatabase_IsNamedSo()
    {
        using var database = TestDatabase.Sqlite();
        await File.WriteAllTextAsync(database.File, new string('x', 4096), None);
        await using var host = StorageHost.Open(database);

        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => host.Directory.RefreshAsync(None));

        Assert.Equal(DatabaseFault.Corrupt, exception.Fault);
        Assert.Equal(new string('x', 4096), await File.ReadAllTextAsync(database.File, None));
    }

    [Fact]
    public async Task DatabaseOfAnotherProgram_IsLeftAsItIs()
    {
        using var database = TestDatabase.Sqlite();
        await OldDatabase.ExecuteAsync(database, "CREATE TABLE teams (colour TEXT)");
        await using var host = StorageHost.Open(database);

        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => host.Directory.RefreshAsync(None));

        Assert.Equal(DatabaseFault.Corrupt, exception.Fault);
        await OldDatabase.ExecuteAsync(database, "INSERT INTO teams (colour) VALUES ('still here')");
    }

    [Fact]
    public async Task NewSqliteFile_CanBeReadByItsOwnerAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are those of Unix");
        using var database = TestDatabase.Sqlite();
        await using var host = StorageHost.Open(database);

        await host.Directory.RefreshAsync(None);

#pragma warning disable CA1416 // skipped above
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(database.File));
#pragma warning restore CA1416
    }

    private async Task<TestDatabase> CreateAsync(string provider) =>
        provider == nameof(DatabaseProvider.Sqlite) ? TestDatabase.Sqlite() : await TestDatabase.PostgresAsync(server);
}
