using Gateway.Admin;
using Gateway.Admin.Documents;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Policies.Usage;
using Gateway.RequestPath;
using Microsoft.Extensions.DependencyInjection;
using Waves.Simulator;
using Waves.Simulator.Faults;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Metering;

/// <summary>
/// A crowd that does everything at once, some of it cut at random by the caller or by the upstream: the records, the sums
/// in the database and the simulator's own books agree.
/// </summary>
public sealed class MixedLoadTests : IAsyncLifetime
{
    private const int Rounds = 15;

    private readonly RecordedUsage _usage = new();
    private readonly Random _random = new(20260901);
    private WavesSimulatorHost _waves = null!;
    private GatewayUnderTest _gateway = null!;
    private MixedCrowd _crowd = null!;

    public async ValueTask InitializeAsync()
    {
        _waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] }, Patience.Token);
        _waves.Limits = PlanLimits.Unlimited;
        _gateway = await GatewayUnderTest.StartAsync(_waves.BaseAddress, setup =>
        {
            setup.Settings["Gateway:Metering:FlushInterval"] = "00:00:00.05";
            setup.Services = services => services.AddSingleton<IUsageSink>(_usage);
            setup.Key = new VirtualKey { Id = "key_crowd", Name = "crowd", Team = "crowd", Scopes = new() { Contracts = [.. WavesContracts.All.Select(row => row.Id)] } };
        });
        _crowd = new(_gateway);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _waves.DisposeAsync();
    }

    [Fact]
    public async Task WholeWork_IsInTheRecordsToTheUnit()
    {
        var pieces = (await Task.WhenAll(Enumerable.Range(0, Rounds).SelectMany(_crowd.Whole))).Sum();

        await AgreeAsync(pieces);
        var (books, sums) = (_waves.Books.Work, Sums(_usage.All));
        Assert.Equal((books.Characters, books.CodePoints), (sums.Characters, sums.CodePoints));
        Assert.Equal((books.PromptTokens, books.CachedTokens, books.CompletionTokens), (sums.PromptTokens, sums.CachedTokens, sums.CompletionTokens));
        Assert.Equal(books.AudioInMs, sums.AudioInMilliseconds, tolerance: Rounds);
        // Each record rounds down to the millisecond.
        Assert.InRange(sums.AudioOutMilliseconds - books.AudioOutMs, -pieces, 0.1);
        Assert.All(_usage.All, record => Assert.Equal((UsageOutcome.Completed, true), (record.Outcome, record.Source is not UsageSource.Estimated)));
        Assert.Superset(new HashSet<string> { "T1", "T2", "T3", "T4", "T5", "T6", "L1", "S1", "S2", "S3", "S4", "H1", "P1", "P2", "X1", "V1", "V6", "D2" }, _usage.All.Select(record => record.Contract).ToHashSet());
    }

    [Fact]
    public async Task CutWork_HasItsRecord_AndCountsWhatWasForwarded()
    {
        // Slow enough that whoever leaves leaves something behind.
        _waves.Cadence = Cadence.Instant with { RealTimeFactor = 20, TokenInterval = TimeSpan.FromMilliseconds(10) };
        var work = new List<Task<int>>();
        for (var round = 0; round < Rounds; round++)
        {
            _waves.Faults.Add(Fault.ResetAfter(_random.Next(600, 3000)).On("T2").Once());
            work.Add(_crowd.BreakAsync());
            work.AddRange(_crowd.Cut(_random));
        }

        var pieces = (await Task.WhenAll(work)).Sum();

        await AgreeAsync(pieces);
        var (books, sums) = (_waves.Books.Work, Sums(_usage.All));
        // Text is used when it is sent, whatever becomes of the answer.
        Assert.Equal((books.Characters, books.CodePoints), (sums.Characters, sums.CodePoints));
        // What was forwarded is no less than what callers got and no more than what the upstream gave.
        Assert.InRange(sums.AudioOutMilliseconds, (_crowd.HeardMilliseconds * 0.99) - pieces, (books.AudioOutMs * 1.01) + pieces);
        Assert.InRange(sums.CompletionTokens, _crowd.Deltas, books.CompletionTokens);
        Assert.InRange(sums.AudioInMilliseconds, books.AudioInMs * 0.99, books.AudioInMs * 1.01);
        var cut = _usage.All.Where(record => !record.IsComplete).ToList();
        Assert.InRange(cut.Count, 2 * Rounds, pieces);
        Assert.InRange(cut.Count(record => record.Outcome is UsageOutcome.Broken), Rounds / 3, Rounds);
        Assert.All(cut, record => Assert.Equal(UsageSource.Estimated, record.Source));
    }

    /// <summary>Every record is there once, one for each piece of work, and the database adds up to the same.</summary>
    private async Task AgreeAsync(int pieces)
    {
        await _waves.Books.WaitForIdleAsync(Patience.Token);
        var patience = Patience.Token;
        while (_usage.All.Count < pieces || (await StoredAsync()).Requests < pieces)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);

        Assert.Equal(pieces, _usage.All.Count);
        Assert.Equal(pieces, _usage.All.Select(record => record.Id).Distinct().Count());
        var (stored, sums) = (await StoredAsync(), Sums(_usage.All));
        Assert.Equal((sums.Requests, sums.Characters, sums.PromptTokens, sums.CompletionTokens), (stored.Requests, stored.Characters, stored.PromptTokens, stored.CompletionTokens));
        Assert.Equal((sums.AudioInMilliseconds, sums.AudioOutMilliseconds, sums.BytesOut), (stored.AudioInMilliseconds, stored.AudioOutMilliseconds, stored.BytesOut));
        Assert.Equal(_usage.All.Count(record => !record.IsComplete), stored.Incomplete);
    }

    private async Task<UsageRowDocument> StoredAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var summed = await _gateway.Services.GetRequiredService<IUsageReader>().SumAsync(new(now.AddDays(-1), now.AddDays(1)), Patience.Token);
        return summed.Value!.Rows.SingleOrDefault() ?? new();
    }

    private static UsageAmounts Sums(IEnumerable<UsageRecord> records) => records.Aggregate(default(UsageAmounts), (sum, record) => sum + record.Amounts);
}
