using Gateway.Policies.Admission;
using Gateway.Policies.Plans;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>What becomes of the plan's figures when Redis or a replica fails, on a real server that may be hurt.</summary>
public sealed class RedisOutageTests : IAsyncLifetime
{
    private static readonly LimitSet FourSlots = new() { Slots = 4 };
    private readonly string _prefix = $"test-{Guid.NewGuid():N}"[..17];
    private readonly List<RedisAdmissionStore> _replicas = [];
    private RedisServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RedisServerProcess.Binary is null, "There is no redis-server on the PATH that could be killed and frozen.");
        _server = await RedisServerProcess.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        await Task.WhenAll(_replicas.Select(replica => replica.StopAsync(default)));
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Redis_Killed_LeavesEachReplicaItsShareAndIsExactWhenBack()
    {
        await StartReplicasAsync(2);
        await using var traffic = Traffic.Start(_replicas, 8, FourSlots);
        await traffic.FlowAsync(200);

        _server.Kill();
        await ModeAsync(AdmissionMode.Degraded);
        await traffic.FlowAsync(200);
        await _server.RestartAsync();
        await ModeAsync(AdmissionMode.Normal);
        await traffic.FlowAsync(200);

        await traffic.StopAsync();
        Assert.Equal(4, traffic.Upstream.Peak);
        await NothingHeldAsync();
    }

    [Fact]
    public async Task Redis_Frozen_StopsNobodyAndIsExactWhenBack()
    {
        await StartReplicasAsync(2);
        await using var traffic = Traffic.Start(_replicas, 8, FourSlots);
        await traffic.FlowAsync(200);

        _server.Freeze();
        await ModeAsync(AdmissionMode.Degraded);
        await traffic.FlowAsync(200);
        _server.Thaw();
        await ModeAsync(AdmissionMode.Normal);
        await traffic.FlowAsync(200);

        await traffic.StopAsync();
        Assert.Equal(4, traffic.Upstream.Peak);
        await NothingHeldAsync();
    }

    [Fact]
    public async Task Redis_LateAgainAndAgain_SellsNothingTwice()
    {
        await StartReplicasAsync(3, options => options.DecisionBudget = TimeSpan.FromMilliseconds(100));
        await using var traffic = Traffic.Start(_replicas, 8, FourSlots);
        for (var times = 0; times < 2; times++)
        {
            _server.Freeze();
            await traffic.FlowAsync(20);
            _server.Thaw();
            await ModeAsync(AdmissionMode.Normal);
            await traffic.FlowAsync(20);
        }

        await traffic.StopAsync();
        Assert.Equal(4, traffic.Upstream.Peak);
        await NothingHeldAsync();
    }

    [Fact]
    public async Task Redis_Flushed_SellsNothingTwice()
    {
        await StartReplicasAsync(2);
        await using var traffic = Traffic.Start(_replicas, 8, FourSlots);
        await traffic.FlowAsync(200);

        await WithServerAsync(server => server.FlushAllDatabasesAsync());
        await traffic.FlowAsync(200);
        await ModeAsync(AdmissionMode.Normal);
        await traffic.FlowAsync(200);

        await traffic.StopAsync();
        Assert.Equal(4, traffic.Upstream.Peak);
        await NothingHeldAsync();
    }

    [Fact]
    public async Task Redis_FlushedWhileAnIdleReplicaHoldsASession_KeepsItsSlot()
    {
        await StartReplicasAsync(2);
        var session = Work(new() { Slots = 1 });
        var held = await _replicas[0].AdmitAsync(session, default);

        await WithServerAsync(server => server.FlushAllDatabasesAsync());
        var other = await _replicas[1].AdmitAsync(Work(new() { Slots = 1 }), default);

        Assert.False(other.Admitted);
        await ModeAsync(AdmissionMode.Normal);
        Assert.False((await _replicas[1].AdmitAsync(Work(new() { Slots = 1 }), default)).Admitted);
        Assert.True(await held.Lease!.ConfirmAsync(default));
    }

    [Fact]
    public async Task Redis_RestartedEmpty_StillCountsTheMinuteBefore()
    {
        await StartReplicasAsync(1);
        var limits = new LimitSet { RequestsPerMinute = 5 };
        for (var i = 0; i < 5; i++)
        {
            var work = Work(limits);
            Assert.True((await _replicas[0].AdmitAsync(work, default)).Admitted);
            await _replicas[0].ReleaseAsync("main", work.Id);
        }

        _server.Kill();
        await ModeAsync(AdmissionMode.Degraded);
        Assert.False((await _replicas[0].AdmitAsync(Work(limits), default)).Admitted);
        await _server.RestartAsync();
        await ModeAsync(AdmissionMode.Normal);

        Assert.Equal(LimitKind.RequestsPerMinute, (await _replicas[0].AdmitAsync(Work(limits), default)).Limit);
    }

    [Fact]
    public async Task Redis_RestartedEmpty_StillCountsTheMinuteOfWhatRuns()
    {
        await StartReplicasAsync(1);
        var limits = new LimitSet { RequestsPerMinute = 5 };
        for (var i = 0; i < 5; i++)
            Assert.True((await _replicas[0].AdmitAsync(Work(limits), default)).Admitted);

        _server.Kill();
        await ModeAsync(AdmissionMode.Degraded);
        await _server.RestartAsync();
        await ModeAsync(AdmissionMode.Normal);

        Assert.Equal(LimitKind.RequestsPerMinute, (await _replicas[0].AdmitAsync(Work(limits), default)).Limit);
    }

    [Fact]
    public async Task Redis_FrozenWhileAReplicaIsIdle_LeavesItNothingThatOthersHaveTaken()
    {
        // Their signs of life are too far apart to hear of anything by them.
        await StartReplicasAsync(2, options => (options.RenewInterval, options.SlotLifetime) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)));
        for (var i = 0; i < 4; i++)
            Assert.True((await _replicas[0].AdmitAsync(Work(FourSlots), default)).Admitted);

        _server.Freeze();
        var idle = await _replicas[1].AdmitAsync(Work(FourSlots), default);
        _server.Thaw();

        Assert.Equal((false, LimitKind.Slots, true), (idle.Admitted, idle.Limit, idle.Degraded));
    }

    [Fact]
    public async Task Redis_FrozenForAWhile_CountsTheMinuteOnce()
    {
        // A try that nobody heard the answer of is given back as unused, if it has not expired by then, which counts it.
        await StartReplicasAsync(1, options => options.SlotLifetime = TimeSpan.FromSeconds(30));
        var limits = new LimitSet { RequestsPerMinute = 10 };
        for (var i = 0; i < 5; i++)
        {
            var work = Work(limits);
            Assert.True((await _replicas[0].AdmitAsync(work, default)).Admitted);
            if (i > 0)
                await _replicas[0].ReleaseAsync("main", work.Id);
        }

        _server.Freeze();
        Assert.True((await _replicas[0].AdmitAsync(Work(limits), default)) is { Admitted: true, Degraded: true });
        _server.Thaw();
        await ModeAsync(AdmissionMode.Normal);

        Assert.True((await _replicas[0].AdmitAsync(Work(limits), default)) is { Admitted: true, RemainingRequests: 3 });
    }

    [Fact]
    public async Task Scripts_Flushed_AreSentAgain()
    {
        await StartReplicasAsync(1);
        await WithServerAsync(server => server.ScriptFlushAsync());

        var work = Work(FourSlots);
        Assert.True((await _replicas[0].AdmitAsync(work, default)).Admitted);
        await _replicas[0].ReleaseAsync("main", work.Id);

        Assert.Equal(AdmissionMode.Normal, _replicas[0].Mode);
        await NothingHeldAsync();
    }

    [Fact]
    public async Task Redis_AbsentAtStart_ServesTheConfiguredShareAndThenEverything()
    {
        _server.Kill();
        await StartReplicasAsync(1, options => options.Replicas = 2);

        Assert.True((await _replicas[0].AdmitAsync(Work(FourSlots), default)) is { Admitted: true, Degraded: true });
        Assert.True((await _replicas[0].AdmitAsync(Work(FourSlots), default)).Admitted);
        Assert.False((await _replicas[0].AdmitAsync(Work(FourSlots), default)).Admitted);
        await _server.RestartAsync();
        await ModeAsync(AdmissionMode.Normal);

        Assert.True((await _replicas[0].AdmitAsync(Work(FourSlots), default)) is { Admitted: true, Degraded: false });
        Assert.Equal(3, (await _replicas[0].ViewAsync("main", default)).Pools.Single().Slots);
    }

    [Theory]
    [InlineData(OutageMode.Closed, false, LimitKind.StoreUnavailable)]
    [InlineData(OutageMode.Open, true, LimitKind.None)]
    public async Task Redis_Away_DoesAsTheAccountSays(OutageMode mode, bool admitted, object limit)
    {
        _server.Kill();
        await StartReplicasAsync(1, options => options.WhenRedisIsAwayByAccount["main"] = mode);

        var decisions = new List<AdmissionDecision>();
        for (var i = 0; i < 6; i++)
            decisions.Add(await _replicas[0].AdmitAsync(Work(FourSlots), default));

        Assert.All(decisions, decision => Assert.Equal((admitted, (LimitKind)limit, true), (decision.Admitted, decision.Limit, decision.Degraded)));
    }

    [Fact]
    public async Task Replica_ThatDies_GivesItsSlotsBackWithinALifetime()
    {
        await StartReplicasAsync(2);
        for (var i = 0; i < 4; i++)
            await _replicas[0].AdmitAsync(Work(FourSlots), default);
        var abandoned = _replicas[0].AdmitAsync(Work(FourSlots, TimeSpan.FromSeconds(20)), default).AsTask();
        await _replicas[0].DieAsync();

        var waiting = Enumerable.Range(0, 4).Select(_ => _replicas[1].AdmitAsync(Work(FourSlots, TimeSpan.FromSeconds(20)), default).AsTask()).ToList();

        var decisions = await Task.WhenAll(waiting);
        Assert.All(decisions, decision => Assert.True(decision.Admitted));
        Assert.All(decisions, decision => Assert.InRange(decision.Queued, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2.5)));
    }

    [Fact]
    public async Task Replica_ThatStartsAgainUnderItsName_GivesBackWhatItHeld()
    {
        var first = await StartReplicaAsync("one");
        for (var i = 0; i < 4; i++)
            await first.AdmitAsync(Work(FourSlots), default);
        await first.DieAsync();

        var second = await StartReplicaAsync("one");

        Assert.Equal(TimeSpan.Zero, (await second.AdmitAsync(Work(FourSlots), default)).Queued);
        Assert.Equal(1, (await second.ViewAsync("main", default)).Pools.Single().Slots);
    }

    [Fact]
    public async Task Replica_ThatWasFrozenWhileItsSlotWasSold_IsToldBeforeItGoesOn()
    {
        var clock = new FakeTimeProvider();
        var frozen = await StartReplicaAsync("frozen", time: clock);
        var other = await StartReplicaAsync("other");
        var held = await frozen.AdmitAsync(Work(new() { Slots = 1 }), default);

        var buyer = await other.AdmitAsync(Work(new() { Slots = 1 }, TimeSpan.FromSeconds(20)), default);
        Assert.True(buyer.Admitted);
        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.True(held.Lease!.InDoubt || held.Lease.Lost.IsCancellationRequested);
        Assert.False(await held.Lease.ConfirmAsync(default));
        Assert.True(held.Lease.Lost.IsCancellationRequested);
        Assert.Equal(1, (await other.ViewAsync("main", default)).Pools.Single().Slots);
    }

    [Fact]
    public async Task Replica_ThatWasFrozenWithRoomLeft_TakesItsSlotAgain()
    {
        var clock = new FakeTimeProvider();
        var frozen = await StartReplicaAsync("frozen", time: clock);
        var other = await StartReplicaAsync("other");
        var held = await frozen.AdmitAsync(Work(FourSlots), default);
        while ((await other.ViewAsync("main", default)).Pools is [{ Slots: > 0 }])
            await other.TendAllAsync(default); // any call lets the books see that time has passed
        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.True(await held.Lease!.ConfirmAsync(default));

        Assert.Equal(1, (await other.ViewAsync("main", default)).Pools.Single().Slots);
        Assert.False(held.Lease.InDoubt);
    }

    [Fact]
    public async Task Replica_WhoseClockIsAnHourOff_TakesPartLikeAnyOther()
    {
        var (early, late) = (await StartReplicaAsync("early", time: new ClockAhead(TimeSpan.FromHours(-1))), await StartReplicaAsync("late", time: new ClockAhead(TimeSpan.FromHours(1))));
        var limits = new LimitSet { Slots = 3, RequestsPerMinute = 5 };
        var (first, second) = (Work(limits), Work(limits));
        Assert.True((await early.AdmitAsync(first, default)).Admitted);
        Assert.True((await late.AdmitAsync(second, default)).Admitted);
        Assert.True((await late.AdmitAsync(Work(limits), default)).Admitted);

        Assert.Equal(LimitKind.Slots, (await early.AdmitAsync(Work(limits), default)).Limit);
        await early.ReleaseAsync("main", first.Id);
        await late.ReleaseAsync("main", second.Id);
        Assert.True((await late.AdmitAsync(Work(limits), default)).Admitted);
        Assert.True((await early.AdmitAsync(Work(limits), default)).Admitted);

        var refused = await early.AdmitAsync(Work(limits), default);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(61));
        // Nobody's lease is thought to have expired, by either of them.
        await Task.WhenAll(_replicas.Select(replica => replica.TendAllAsync(default)));
        Assert.Equal((3, 5), (await late.ViewAsync("main", default)).Pools.Single() is var pool ? (pool.Slots, pool.Requests) : default);
    }

    [Fact]
    public async Task Call_Admitted_CostsOneRoundTripAndItsReleaseAnother()
    {
        await StartReplicasAsync(1, options => options.RenewInterval = TimeSpan.FromMinutes(1));
        var before = await CallsAsync();

        for (var i = 0; i < 50; i++)
        {
            var work = Work(new() { Slots = 4, RequestsPerMinute = 1000 });
            await _replicas[0].AdmitAsync(work, default);
            await _replicas[0].ReleaseAsync("main", work.Id);
        }

        Assert.Equal(100, await CallsAsync() - before);
    }

    [Fact]
    public async Task Keys_AllOfThem_Expire()
    {
        await StartReplicasAsync(1);
        await _replicas[0].AdmitAsync(Work(new() { Slots = 1, RequestsPerMinute = 10 }), default);
        _ = _replicas[0].AdmitAsync(Work(new() { Slots = 1, RequestsPerMinute = 10 }, TimeSpan.FromSeconds(20)), default).AsTask();
        while ((await _replicas[0].ViewAsync("main", default)).Pools.Single().Waiting == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);

        await using var redis = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString);
        var lives = new Dictionary<string, TimeSpan?>();
        await foreach (var key in redis.GetServers().Single().KeysAsync(pattern: _prefix + "*"))
            lives[key.ToString()] = await redis.GetDatabase().KeyTimeToLiveAsync(key);

        Assert.Equal(10, lives.Keys.Count(key => key.Contains("{main}", StringComparison.Ordinal)));
        Assert.All(lives, life => Assert.NotNull(life.Value));
    }

    private static AdmissionRequest Work(LimitSet pool, TimeSpan maxWait = default) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Account = "main",
        Levels = [new(LimitLevel.Account, "chat", pool), new(LimitLevel.Team, "blue", LimitSet.None)],
        Units = AdmissionUnits.Request | AdmissionUnits.Slot,
        Team = "blue",
        MaxWait = maxWait,
    };

    private async Task StartReplicasAsync(int count, Action<AdmissionOptions>? change = null)
    {
        for (var i = 0; i < count; i++)
            await StartReplicaAsync($"replica-{i}", change);
        // Each has heard of all the others.
        await Task.WhenAll(_replicas.Select(replica => replica.TendAllAsync(default)));
    }

    private async Task<RedisAdmissionStore> StartReplicaAsync(string name, Action<AdmissionOptions>? change = null, TimeProvider? time = null)
    {
        var options = new AdmissionOptions { SlotLifetime = TimeSpan.FromSeconds(2), RenewInterval = TimeSpan.FromSeconds(0.4), DecisionBudget = TimeSpan.FromMilliseconds(500) };
        change?.Invoke(options);
        var replica = await RedisReplica.StartAsync(_server, options, _prefix, name, time);
        _replicas.Add(replica);
        return replica;
    }

    private async Task ModeAsync(AdmissionMode mode)
    {
        while (_replicas.Any(replica => replica.Mode != mode))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What was released while nobody could be told comes back with its expiry at the latest.</summary>
    private async Task NothingHeldAsync()
    {
        var patience = RequestPath.Patience.Token;
        while ((await _replicas[0].ViewAsync("main", default)).Pools.Any(pool => (pool.Slots, pool.Waiting) != (0, 0)))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience);
    }

    private async Task WithServerAsync(Func<IServer, Task> act)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString + ",allowAdmin=true");
        await act(redis.GetServers().Single());
    }

    private async Task<long> CallsAsync()
    {
        long calls = 0;
        await WithServerAsync(async server =>
        {
            var stats = (await server.InfoAsync("commandstats")).SelectMany(section => section);
            calls = stats.Where(stat => stat.Key is "cmdstat_evalsha" or "cmdstat_eval")
                .Sum(stat => long.Parse(stat.Value.Split(',')[0]["calls=".Length..], System.Globalization.CultureInfo.InvariantCulture));
        });
        return calls;
    }
}
