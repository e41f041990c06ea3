using System.Globalization;
using Gateway.Admin;
using Gateway.Admin.Documents;
using Gateway.Policies.Usage;
using Gateway.Storage;

namespace Gateway.Metering;

/// <summary>What the store of usage promises, on every database.</summary>
public abstract class UsageConformance
{
    private protected static readonly DateTimeOffset Noon = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Records_AddUpToTheirSums_ByEveryGroup()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var records = Enumerable.Range(0, 500).Select(i => Record(i)).ToList();

        foreach (var batch in records.Chunk(77))
            await WriteAsync(host, batch);

        var total = Assert.Single(await SumAsync(host));
        Assert.Equal(records.Aggregate(default(UsageAmounts), (sum, record) => sum + record.Amounts), AmountsOf(total));
        Assert.Equal(records.Sum(record => record.Cost ?? 0), total.Cost);
        Assert.Equal(records.Count(record => record.Cost is null), total.Unpriced);
        Assert.Equal(records.Count(record => record.Source is UsageSource.Estimated), total.Estimated);
        Assert.Equal(records.Count(record => !record.IsComplete), total.Incomplete);
        foreach (var (name, of) in new (string, Func<UsageRecord, string>)[]
        {
            ("team", r => r.Team), ("key", r => r.KeyId), ("model", r => r.Model ?? ""), ("contract", r => r.Contract), ("account", r => r.Account),
        })
        {
            var rows = await SumAsync(host, name);
            Assert.Equal(records.Select(of).Distinct().Order(StringComparer.Ordinal), rows.Select(row => row.Team ?? row.Key ?? row.Model ?? row.Contract ?? row.Account!).Order(StringComparer.Ordinal));
            Assert.Equal(total.Characters, rows.Sum(row => row.Characters));
            Assert.Equal(total.Cost, rows.Sum(row => row.Cost));
        }
    }

    [Fact]
    public async Task Batch_StoredTwice_CountsOnce()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var batch = UsageBatch.Of([Record(1), Record(2)]);

        Assert.Equal(2, await StoreOf(host).WriteAsync(batch, CancellationToken.None));
        Assert.Equal(0, await StoreOf(host).WriteAsync(batch, CancellationToken.None));
        Assert.Equal(1, await WriteAsync(host, [Record(3)]));

        Assert.Equal(3, Assert.Single(await SumAsync(host)).Requests);
        Assert.Equal(3, await host.Database.ReadAsync(session => session.FindAsync<int>("SELECT COUNT(*) FROM usage_records"), CancellationToken.None));
    }

    [Fact]
    public async Task RecordsOneByOne_AddUpToTheSums()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        foreach (var batch in Enumerable.Range(0, 200).Select(Record).Chunk(33))
            await WriteAsync(host, batch);

        var (count, characters, results, cost, model) = await host.Database.ReadAsync(
            session => session.FindAsync<(long, long, long, long, long)>(
                "SELECT COUNT(*), CAST(SUM(characters) AS BIGINT), CAST(SUM(results) AS BIGINT), CAST(SUM(cost_nanos) AS BIGINT), COUNT(DISTINCT model) FROM usage_records"),
            CancellationToken.None);

        var total = Assert.Single(await SumAsync(host));
        Assert.Equal((200L, total.Characters, total.Results, (long)(total.Cost * 1_000_000_000), 7L), (count, characters, results, cost, model));
    }

    [Fact]
    public async Task TwoReplicas_AddToTheSameMinute()
    {
        using var database = await CreateDatabaseAsync();
        await using var one = StorageHost.Open(database);
        await using var other = StorageHost.Open(database);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => WriteAsync(i % 2 == 0 ? one : other, [.. Enumerable.Range(i * 10, 10).Select(n => Record(n) with { Ended = Noon })])));

        Assert.Equal(200, Assert.Single(await SumAsync(one)).Requests);
    }

    [Fact]
    public async Task LateRecord_ComesToTheMinuteInWhichItEnded()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        await WriteAsync(host, [Record(1) with { Ended = Noon.AddMinutes(2) }]);

        await WriteAsync(host, [Record(2) with { Ended = Noon.AddSeconds(59) }]);

        var minutes = (await host.Get<IUsageReader>().SumAsync(new(Noon, Noon.AddHours(1)) { Interval = "minute" }, CancellationToken.None)).Value!.Rows;
        Assert.Equal([Noon, Noon.AddMinutes(2)], minutes.Select(row => row.At!.Value));
    }

    [Fact]
    public async Task OldRecords_Go_AndTheirSumsStay()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        await WriteAsync(host, [Record(1), Record(2)]);

        Assert.False(await StoreOf(host).DeleteBeforeAsync(Noon.AddDays(1), CancellationToken.None));

        Assert.Equal(0, await host.Database.ReadAsync(session => session.FindAsync<int>("SELECT COUNT(*) FROM usage_records"), CancellationToken.None));
        Assert.Equal(2, Assert.Single(await SumAsync(host)).Requests);
    }

    [Fact]
    public async Task RowsInOneBatch_KeepTheirOwnValues()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        string?[] voices = [null, "magnus", "magnus", null, "naïve 🎧", ""];
        TimeSpan?[] first = [null, TimeSpan.Zero, null, null, TimeSpan.FromMilliseconds(7), TimeSpan.FromMilliseconds(7)];

        await WriteAsync(host, [.. voices.Select((voice, n) => Record(n) with { Voice = voice, ToFirstByte = first[n] })]);

        var kept = await host.Database.ReadAsync(
            session => session.QueryAsync<(string? Voice, long? First)>("SELECT voice, first_byte_ms FROM usage_records ORDER BY id"), CancellationToken.None);
        Assert.Equal(voices.Zip(first.Select(time => (long?)time?.TotalMilliseconds)), kept);
    }

    [Fact]
    public async Task TextThatNoDatabaseTakes_IsStoredWithoutIt()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);

        Assert.Equal(1, await WriteAsync(host, [Record(1) with { Voice = "a\0b", Model = "c\0d" }]));
    }

    [Fact]
    public async Task Nothing_IsNoRow()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);

        Assert.Empty(await SumAsync(host));
        Assert.Empty(await SumAsync(host, "team"));
    }

    [Theory]
    [InlineData("groupBy", "voice", null)]
    [InlineData("interval", "team", "fortnight")]
    public async Task WrongQuestion_IsRefused(string field, string group, string? interval)
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);

        var refused = await host.Get<IUsageReader>().SumAsync(new(Noon, Noon.AddDays(1)) { GroupBy = [group], Interval = interval }, CancellationToken.None);

        Assert.Equal(field, Assert.Single(refused.Fault!.Fields).Field);
    }

    private protected abstract Task<TestDatabase> CreateDatabaseAsync();

    private static Task<int> WriteAsync(StorageHost host, IReadOnlyList<UsageRecord> records) => StoreOf(host).WriteAsync(UsageBatch.Of(records), CancellationToken.None);

    private protected static UsageStore StoreOf(StorageHost host) => new(host.Database);

    /// <summary>The n-th of an endless row of different records within an hour.</summary>
    private protected static UsageRecord Record(int n) => new()
    {
        Id = "work_" + n.ToString(CultureInfo.InvariantCulture),
        Team = "team" + (n % 3),
        KeyId = "key_" + (n % 5),
        Account = n % 2 == 0 ? "main" : "second",
        Contract = n % 4 == 0 ? "L1" : "T1",
        Model = n % 7 == 0 ? null : "model-" + (n % 7),
        Outcome = n % 11 == 0 ? UsageOutcome.CallerLeft : UsageOutcome.Completed,
        Source = n % 11 == 0 ? UsageSource.Estimated : UsageSource.Counted,
        Started = Noon,
        Ended = Noon.AddSeconds(n * 7 % 3600),
        ToFirstByte = TimeSpan.FromMilliseconds(n),
        Amounts = new() { Requests = 1, Characters = n, CodePoints = n, PromptTokens = 2 * n, CachedTokens = n, CompletionTokens = 3, AudioInMilliseconds = n, AudioOutMilliseconds = 5, SessionMilliseconds = 7, BytesIn = 11, BytesOut = long.MaxValue / 1_000_000, Results = n % 4 },
        Cost = n % 13 == 0 ? null : n * 0.000000001m,
    };

    private static async Task<IReadOnlyList<UsageRowDocument>> SumAsync(StorageHost host, params string[] groups)
    {
        var summed = await host.Get<IUsageReader>().SumAsync(new(Noon.AddDays(-1), Noon.AddDays(1)) { GroupBy = groups }, CancellationToken.None);
        Assert.True(summed.Succeeded, summed.Fault?.Message);
        return summed.Value.Rows;
    }

    private static UsageAmounts AmountsOf(UsageRowDocument row) => new()
    {
        Requests = row.Requests,
        Characters = row.Characters,
        CodePoints = row.CodePoints,
        PromptTokens = row.PromptTokens,
        CachedTokens = row.CachedTokens,
        CompletionTokens = row.CompletionTokens,
        AudioInMilliseconds = row.AudioInMilliseconds,
        AudioOutMilliseconds = row.AudioOutMilliseconds,
        SessionMilliseconds = row.SessionMilliseconds,
        BytesIn = row.BytesIn,
        BytesOut = row.BytesOut,
        Results = row.Results,
    };
}
