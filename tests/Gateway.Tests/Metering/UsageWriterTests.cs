using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Policies.Usage;
using Gateway.RequestPath;
using Gateway.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Metering;

/// <summary>Nothing is lost on the way to the database, and what is lost is said.</summary>
public sealed class UsageWriterTests : IDisposable
{
    private readonly TestDatabase _database = TestDatabase.Sqlite();
    private readonly StorageHost _host;
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeLogger<UsageWriter> _log = new();
    private readonly string _folder;

    public UsageWriterTests()
    {
        _host = StorageHost.Open(_database);
        _folder = Path.Combine(Path.GetDirectoryName(_database.File)!, "spill");
    }

    [Fact]
    public async Task Records_AreStoredSoon()
    {
        using var writer = await StartAsync();

        Send(writer, 1, 2500);

        await UntilStoredAsync(2500);
        await writer.StopAsync(Patience.Token);
        writer.Dispose();
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task WhileTheDatabaseIsAway_TheyWaitInAFile_AndAreTakenUp()
    {
        using var records = new MetricCollector<long>(_meters.GetRequiredService<IMeterFactory>(), MeteringMetrics.MeterName, "gateway.metering.records");
        using var writer = await StartAsync();
        Send(writer, 1, 10);
        await UntilStoredAsync(10);
        File.Move(_database.File, _database.File + ".away");

        Send(writer, 11, 1500);
        await UntilAsync(() => records.GetMeasurementSnapshot().Where(m => Equals(m.Tags["result"], "spilled")).Sum(m => m.Value) == 1500);
        File.Move(_database.File + ".away", _database.File);

        await UntilStoredAsync(1510);
        Assert.Contains(_log.Collector.GetSnapshot(), line => line.Id.Name == "UsageSpilled");
        await writer.StopAsync(Patience.Token);
    }

    [Fact]
    public async Task AtTheEnd_WhatTheDatabaseDoesNotTake_IsLeftForTheNextProcess()
    {
        using (var writer = await StartAsync())
        {
            await UntilStoredAsync(0);
            File.Move(_database.File, _database.File + ".away");
            Send(writer, 1, 5);
            await writer.StopAsync(Patience.Token);
            Send(writer, 6, 1);
        }
        File.Move(_database.File + ".away", _database.File);

        using var next = await StartAsync();

        await UntilStoredAsync(6);
        Assert.DoesNotContain(_log.Collector.GetSnapshot(), line => line.Id.Name is "UsageGap" or "UsageLost");
        await next.StopAsync(Patience.Token);
    }

    [Fact]
    public async Task AfterACrash_WhatWaitedIsTakenUp_AndTheGapIsReported()
    {
        Directory.CreateDirectory(_folder);
        using (var lines = File.Create(Path.Combine(_folder, "usage-ofthedead.jsonl")))
        {
            UsageJson.WriteLine(lines, UsageBatch.Of([Record(1)]));
            UsageJson.WriteLine(lines, UsageBatch.Of([Record(2)]));
            lines.Write("{\"Id\":\"half a li"u8);
        }
        using var gaps = new MetricCollector<long>(_meters.GetRequiredService<IMeterFactory>(), MeteringMetrics.MeterName, "gateway.metering.gaps");

        using var writer = await StartAsync();

        await UntilStoredAsync(2);
        await writer.StopAsync(Patience.Token);
        Assert.Equal(1, gaps.GetMeasurementSnapshot().EvaluateAsCounter());
        Assert.Contains(_log.Collector.GetSnapshot(), line => line.Id.Name == "UsageGap");
        Assert.Contains(_log.Collector.GetSnapshot(), line => line.Id.Name == "UsageLost" && line.Message.StartsWith('1'));
        writer.Dispose();
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task BeyondEveryBound_RecordsAreCountedAndReported()
    {
        using var lost = new MetricCollector<long>(_meters.GetRequiredService<IMeterFactory>(), MeteringMetrics.MeterName, "gateway.metering.records");
        using var writer = Create(maxQueued: 1000);
        Send(writer, 1, 1200);

        await writer.StartAsync(Patience.Token);

        await UntilStoredAsync(1000);
        await writer.StopAsync(Patience.Token);
        Assert.Equal(200, lost.GetMeasurementSnapshot().Where(m => Equals(m.Tags["result"], "lost")).Sum(m => m.Value));
        Assert.Contains(_log.Collector.GetSnapshot(), line => line.Id.Name == "UsageLost");
    }

    [Fact]
    public async Task ABatchOfWhichOneIsRefused_WhileTheDatabaseGoes_CountsEachOfTheOthersOnce()
    {
        await _host.Database.EnsureCurrentAsync(Patience.Token);
        using var writer = Create(100_000);
        using var stored = new MeterListener { InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        stored.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            // Called from within the tick, once the first of them is stored by itself.
            if (instrument.Meter.Scope == _meters.GetRequiredService<IMeterFactory>() && count == 1 && tags.Contains(new("result", "stored")) && File.Exists(_database.File))
                File.Move(_database.File, _database.File + ".away");
        });
        stored.Start();
        writer.Ended(Record(1));
        writer.Ended(Record(2) with { Cost = decimal.MaxValue / 1_000_000_000 }); // more than a column holds
        writer.Ended(Record(3));

        await writer.StartAsync(Patience.Token);

        await UntilAsync(() => _log.Collector.GetSnapshot().Any(line => line.Id.Name == "UsageSpilled"));
        stored.Dispose();
        File.Move(_database.File + ".away", _database.File);
        await UntilAsync(() => _log.Collector.GetSnapshot().Any(line => line.Id.Name == "UsageTakenUp"));
        await writer.StopAsync(Patience.Token);
        Assert.Equal((2, 4), await _host.Database.ReadAsync(session => session.FindAsync<(long, long)>("SELECT SUM(requests), SUM(characters) FROM usage_minutes"), Patience.Token));
    }

    [Fact]
    public async Task AnImpatientEnd_LosesNothing()
    {
        await _host.Database.EnsureCurrentAsync(Patience.Token);
        File.Move(_database.File, _database.File + ".away");
        for (var round = 0; round < 10; round++)
        {
            using var writer = Create(100_000);
            Send(writer, (round * 5000) + 1, 5000);
            await writer.StartAsync(Patience.Token);
            // A tick is under way: it and the last one must not write to one file.
            await writer.StopAsync(new CancellationToken(canceled: true));
        }
        File.Move(_database.File + ".away", _database.File);

        using var next = await StartAsync();

        await UntilStoredAsync(50_000);
        await next.StopAsync(Patience.Token);
    }

    [Fact]
    public async Task WhatComesWhileABatchIsWritten_WaitsForTheNextTick()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await _host.Database.EnsureCurrentAsync(Patience.Token);
        using var writer = Create(100_000, clock);
        var batches = new ConcurrentQueue<long>();
        using var stored = new MeterListener { InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        stored.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            if (instrument.Meter.Scope != _meters.GetRequiredService<IMeterFactory>() || count == 0 || !tags.Contains(new("result", "stored")))
                return;
            // Called from within the tick, while it has not looked for the next batch yet.
            batches.Enqueue(count);
            if (batches.Count == 1)
                Send(writer, 2, 2);
        });
        stored.Start();
        Send(writer, 1, 1);

        await writer.StartAsync(Patience.Token);

        // The end of a tick is noted on the file.
        await UntilAsync(() => Directory.EnumerateFiles(_folder).All(file => File.GetLastWriteTimeUtc(file) == clock.GetUtcNow().UtcDateTime));
        Assert.Equal([1], batches);
        clock.Advance(TimeSpan.FromMilliseconds(50));
        await UntilStoredAsync(3);
        Assert.Equal([1, 2], batches);
        await writer.StopAsync(Patience.Token);
    }

    public void Dispose()
    {
        _host.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _meters.Dispose();
        _database.Dispose();
    }

    private async Task<UsageWriter> StartAsync()
    {
        await _host.Database.EnsureCurrentAsync(Patience.Token);
        var writer = Create(100_000);
        await writer.StartAsync(Patience.Token);
        return writer;
    }

    private UsageWriter Create(int maxQueued, TimeProvider? time = null) => new(
        new UsageStore(_host.Database),
        new MeteringMetrics(_meters.GetRequiredService<IMeterFactory>()),
        Options.Create(new MeteringOptions { FlushInterval = TimeSpan.FromMilliseconds(50), SpillFolder = _folder, MaxQueued = maxQueued, RecordRetention = TimeSpan.FromDays(3650) }),
        _host.Database,
        time ?? TimeProvider.System,
        _log);

    private static UsageRecord Record(int n) =>
        new() { Id = $"work_{n}", Team = "t", KeyId = "k", Account = "a", Contract = "T1", Ended = DateTimeOffset.UnixEpoch.AddYears(56), Amounts = new() { Requests = 1, Characters = n }, Cost = 0.000000001m };

    private static void Send(UsageWriter writer, int first, int count)
    {
        for (var n = first; n < first + count; n++)
            writer.Ended(Record(n));
    }

    private Task UntilStoredAsync(long count) => UntilAsync(async () =>
        await _host.Database.ReadAsync(session => session.FindAsync<long>("SELECT COALESCE(SUM(requests), 0) FROM usage_minutes"), Patience.Token) == count);

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var patience = Patience.Token;
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);
    }
}
