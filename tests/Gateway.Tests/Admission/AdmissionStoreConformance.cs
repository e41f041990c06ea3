using Gateway.Policies.Admission;
using Gateway.Policies.Plans;

namespace Gateway.Admission;

/// <summary>What every store promises, in real time. The minute is 1 s here.</summary>
public abstract class AdmissionStoreConformance
{
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);
    private static int Ids;

    [Fact]
    public async Task Admit_WithRoom_TellsWhatIsLeft()
    {
        await using var test = await StartAsync();

        var answer = await test.Store.AdmitAsync(Work(new() { RequestsPerMinute = 10, Slots = 3 }), default);

        Assert.True(answer.Admitted);
        Assert.Equal((10, 9), (answer.RequestFigure, answer.RemainingRequests));
        Assert.InRange(answer.ResetRequests, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1.1));
        Assert.False(answer.Lease!.InDoubt);
    }

    [Fact]
    public async Task Admit_BeyondTheMinute_RefusesUntilExactlyWhenItSays()
    {
        await using var test = await StartAsync();
        var limits = new LimitSet { RequestsPerMinute = 3 };
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 3; i++)
            Assert.True((await test.Store.AdmitAsync(Work(limits), default)).Admitted);

        var refused = await test.Store.AdmitAsync(Work(limits), default);
        Assert.Equal((false, LimitKind.RequestsPerMinute, LimitLevel.Account, 3), (refused.Admitted, refused.Limit, refused.Level, refused.Figure));
        var admitted = await test.Store.AdmitAsync(Work(limits, maxWait: refused.RetryAfter + TimeSpan.FromSeconds(5)), default);

        Assert.True(admitted.Admitted);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromSeconds(1), "It was let in before the minute was over.");
    }

    [Fact]
    public async Task LeftLate_CountsTheRequestFromThen()
    {
        await using var test = await StartAsync();
        var (limits, late) = (new LimitSet { RequestsPerMinute = 2 }, Work(new() { RequestsPerMinute = 2 }));
        await test.Store.AdmitAsync(late, default);
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        await test.Store.AdmitAsync(Work(limits), default);
        var left = TimeProvider.System.GetTimestamp();

        await test.Store.LeftLateAsync("main", late.Id);
        await test.Store.LeftLateAsync("main", "nobody");
        await test.Store.ReleaseAsync("main", late.Id);
        await test.Store.AdmitAsync(Work(limits, maxWait: Patient), default);
        var last = await test.Store.AdmitAsync(Work(limits, maxWait: Patient), default);

        Assert.True(last.Admitted);
        Assert.True(TimeProvider.System.GetElapsedTime(left) >= TimeSpan.FromSeconds(1), "It counted from when it was let in.");
    }

    [Fact]
    public async Task LeftLate_OfWorkThatIsReturned_IsNotCounted()
    {
        await using var test = await StartAsync();
        var limits = new LimitSet { RequestsPerMinute = 1 };
        var late = Work(limits);
        await test.Store.AdmitAsync(late, default);
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);

        await test.Store.LeftLateAsync("main", late.Id);
        await test.Store.ReturnAsync("main", late.Id);

        Assert.True((await test.Store.AdmitAsync(Work(limits), default)).Admitted);
    }

    [Fact]
    public async Task Admit_RefusedAtOneLevel_TakesNothingAtTheOthers()
    {
        await using var test = await StartAsync();
        var pool = new LimitSet { RequestsPerMinute = 5 };
        await test.Store.AdmitAsync(Work(pool, key: "a", keyLimits: new() { Slots = 1 }), default);
        for (var i = 0; i < 10; i++)
            Assert.Equal(LimitLevel.Key, (await test.Store.AdmitAsync(Work(pool, key: "a", keyLimits: new() { Slots = 1 }), default)).Level);

        Assert.Equal(3, (await test.Store.AdmitAsync(Work(pool, key: "b"), default)).RemainingRequests);
    }

    [Fact]
    public async Task Admit_TwiceWithOneId_TakesOnce()
    {
        await using var test = await StartAsync();
        var work = Work(Slots(2));
        Assert.True((await test.Store.AdmitAsync(work, default)).Admitted);
        Assert.True((await test.Store.AdmitAsync(work, default)).Admitted);

        Assert.True((await test.Store.AdmitAsync(Work(Slots(2)), default)).Admitted);
        Assert.False((await test.Store.AdmitAsync(Work(Slots(2)), default)).Admitted);
    }

    [Fact]
    public async Task Release_TwiceOrOfAnUnknownId_DoesNoHarm()
    {
        await using var test = await StartAsync();
        var (first, second) = (Work(Slots(2)), Work(Slots(2)));
        await test.Store.AdmitAsync(first, default);
        await test.Store.AdmitAsync(second, default);

        await test.Store.ReleaseAsync("main", first.Id);
        await test.Store.ReleaseAsync("main", first.Id);
        await test.Store.ReleaseAsync("main", "nobody");

        Assert.True((await test.Store.AdmitAsync(Work(Slots(2)), default)).Admitted);
        Assert.False((await test.Store.AdmitAsync(Work(Slots(2)), default)).Admitted);
    }

    [Fact]
    public async Task Release_WhileSomebodyWaits_HandsTheSlotOver()
    {
        await using var test = await StartAsync();
        var holder = Work(Slots(1));
        await test.Store.AdmitAsync(holder, default);
        var waiting = test.Store.AdmitAsync(Work(Slots(1), maxWait: Patient), default).AsTask();
        await test.WaitingAsync(1);

        await test.Store.ReleaseAsync("main", holder.Id);

        Assert.False((await test.Store.AdmitAsync(Work(Slots(1)), default)).Admitted);
        Assert.True((await waiting).Admitted);
    }

    [Fact]
    public async Task Return_OfWorkThatNeverWentOut_GivesTheRequestBackToo()
    {
        await using var test = await StartAsync();
        var work = Work(new() { RequestsPerMinute = 1 });
        await test.Store.AdmitAsync(work, default);

        await test.Store.ReturnAsync("main", work.Id);

        Assert.True((await test.Store.AdmitAsync(Work(new() { RequestsPerMinute = 1 }), default)).Admitted);
    }

    [Fact]
    public async Task Wait_PastItsDeadline_IsRefusedAndLeavesNothing()
    {
        await using var test = await StartAsync();
        var limits = new LimitSet { Slots = 1, RequestsPerMinute = 10 };
        await test.Store.AdmitAsync(Work(limits), default);

        var refused = await test.Store.AdmitAsync(Work(limits, maxWait: TimeSpan.FromMilliseconds(60)), default);

        Assert.Equal((false, LimitKind.Slots), (refused.Admitted, refused.Limit));
        Assert.True(refused.Queued >= TimeSpan.FromMilliseconds(55), $"It says it waited {refused.Queued}.");
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        var pool = await test.PoolAsync();
        Assert.Equal((1, 1, 0), (pool.Slots, pool.Requests, pool.Waiting));
    }

    [Fact]
    public async Task Wait_OfSomebodyWhoLeaves_IsGivenUp()
    {
        await using var test = await StartAsync();
        var holder = Work(Slots(1));
        await test.Store.AdmitAsync(holder, default);
        using var client = new CancellationTokenSource();
        var leaves = test.Store.AdmitAsync(Work(Slots(1), maxWait: Patient), client.Token).AsTask();
        await test.WaitingAsync(1);
        var stays = test.Store.AdmitAsync(Work(Slots(1), maxWait: Patient), default).AsTask();
        await test.WaitingAsync(2);

        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        await test.WaitingAsync(1);
        await test.Store.ReleaseAsync("main", holder.Id);

        Assert.True((await stays).Admitted);
    }

    [Fact]
    public async Task Wait_ThatCannotEndInTime_IsRefusedAtOnce()
    {
        await using var test = await StartAsync();
        var limits = new LimitSet { RequestsPerMinute = 1 };
        await test.Store.AdmitAsync(Work(limits), default);

        var refused = await test.Store.AdmitAsync(Work(limits, maxWait: TimeSpan.FromMilliseconds(200)), default);

        Assert.False(refused.Admitted);
        Assert.Equal(TimeSpan.Zero, refused.Queued);
    }

    [Fact]
    public async Task Wait_OfSeveralTeams_TakesTurns()
    {
        await using var test = await StartAsync();
        var holder = Work(Slots(1), team: "flood");
        await test.Store.AdmitAsync(holder, default);
        var flood = new[] { Work(Slots(1), team: "flood", maxWait: Patient), Work(Slots(1), team: "flood", maxWait: Patient) };
        var quiet = Work(Slots(1), team: "quiet", maxWait: Patient);
        var decisions = new List<Task<AdmissionDecision>>();
        foreach (var work in (AdmissionRequest[])[.. flood, quiet])
        {
            decisions.Add(test.Store.AdmitAsync(work, default).AsTask());
            await test.WaitingAsync(decisions.Count);
        }

        await test.Store.ReleaseAsync("main", holder.Id);
        Assert.True((await decisions[2]).Admitted);
        await test.Store.ReleaseAsync("main", quiet.Id);
        Assert.True((await decisions[0]).Admitted);
        Assert.False(decisions[1].IsCompleted);
        await test.Store.ReleaseAsync("main", flood[0].Id);
        Assert.True((await decisions[1]).Admitted);
    }

    [Fact]
    public async Task Wait_BehindALimitOfItsOwn_LetsOthersPass()
    {
        await using var test = await StartAsync();
        var other = Work(Slots(2), team: "other");
        await test.Store.AdmitAsync(Work(Slots(2), team: "capped", teamLimits: Slots(1)), default);
        await test.Store.AdmitAsync(other, default);
        var blocked = test.Store.AdmitAsync(Work(Slots(2), team: "capped", teamLimits: Slots(1), maxWait: Patient), default).AsTask();
        await test.WaitingAsync(1);
        var eligible = test.Store.AdmitAsync(Work(Slots(2), team: "other", maxWait: Patient), default).AsTask();
        await test.WaitingAsync(2);

        await test.Store.ReleaseAsync("main", other.Id);

        Assert.True((await eligible).Admitted);
        Assert.False(blocked.IsCompleted);
    }

    [Fact]
    public async Task Wait_BeyondTheDepth_IsRefused()
    {
        await using var test = await StartAsync(new() { MaxQueueDepth = 2 });
        await test.Store.AdmitAsync(Work(Slots(1)), default);
        for (var i = 1; i <= 2; i++)
        {
            _ = test.Store.AdmitAsync(Work(Slots(1), maxWait: Patient), default).AsTask();
            await test.WaitingAsync(i);
        }

        var refused = await test.Store.AdmitAsync(Work(Slots(1), maxWait: Patient), default);

        Assert.Equal((LimitKind.QueueFull, 2), (refused.Limit, refused.Figure));
    }

    [Fact]
    public async Task Admit_OfASocket_TakesNeitherSlotNorRequest()
    {
        await using var test = await StartAsync();
        var limits = new LimitSet { Slots = 1, Sockets = 1, RequestsPerMinute = 1 };
        Assert.True((await test.Store.AdmitAsync(Work(limits, units: AdmissionUnits.Socket), default)).Admitted);
        Assert.True((await test.Store.AdmitAsync(Work(limits), default)).Admitted);

        Assert.Equal(LimitKind.Sockets, (await test.Store.AdmitAsync(Work(limits, units: AdmissionUnits.Socket), default)).Limit);
    }

    [Fact]
    public async Task Admit_AgainstAShadowLimit_CountsAndAdmits()
    {
        await using var test = await StartAsync();
        var shadow = new LimitSet { Slots = 1, RequestsPerMinute = 1, Shadow = true };
        Assert.Equal(LimitKind.None, (await test.Store.AdmitAsync(Work(shadow), default)).ShadowLimit);
        for (var i = 0; i < 3; i++)
        {
            var decision = await test.Store.AdmitAsync(Work(shadow), default);
            Assert.Equal((true, LimitKind.RequestsPerMinute, LimitLevel.Account), (decision.Admitted, decision.ShadowLimit, decision.ShadowLevel));
        }

        Assert.Equal(4, (await test.PoolAsync()).Slots);
    }

    [Fact]
    public async Task Turn_BeyondAShadowLimit_SaysSo()
    {
        await using var test = await StartAsync();
        var shadow = new LimitSet { Slots = 1, Shadow = true };
        var holder = Work(Slots(1));
        await test.Store.AdmitAsync(holder, default);
        var beside = Work(Slots(1)) with { Levels = [new(LimitLevel.Account, "tts", new()), new(LimitLevel.Team, "blue", shadow)] };
        await test.Store.AdmitAsync(beside, default);
        var waiter = test.Store.AdmitAsync(Work(Slots(1), maxWait: Patient) with { Levels = [new(LimitLevel.Account, "chat", Slots(1)), new(LimitLevel.Team, "blue", shadow)] }, default).AsTask();
        while (!(await test.View.ViewAsync("main", default)).Pools.Any(pool => pool.Waiting == 1))
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);

        await test.Store.ReleaseAsync(holder.Account, holder.Id);

        var decision = await waiter;
        Assert.Equal((true, LimitKind.Slots, LimitLevel.Team), (decision.Admitted, decision.ShadowLimit, decision.ShadowLevel));
    }

    [Fact]
    public async Task RetryAfter_OfASlot_IsTheTimeThatWorkHeldOneBefore()
    {
        await using var test = await StartAsync();
        var first = Work(Slots(1));
        await test.Store.AdmitAsync(first, default);
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        await test.Store.ReleaseAsync(first.Account, first.Id);
        Assert.True((await test.Store.AdmitAsync(Work(Slots(1)), default)).Admitted);

        var refused = await test.Store.AdmitAsync(Work(Slots(1)), default);

        Assert.Equal(LimitKind.Slots, refused.Limit);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromMilliseconds(190), TimeSpan.FromMilliseconds(800));
    }

    [Fact]
    public async Task View_ShowsWhoHoldsAndWhoWaits()
    {
        await using var test = await StartAsync();
        await test.Store.AdmitAsync(Work(Slots(1), team: "blue"), default);
        _ = test.Store.AdmitAsync(Work(Slots(1), team: "red", maxWait: Patient), default).AsTask();

        var pool = await test.WaitingAsync(1);

        Assert.Equal(("chat", 1, 1, 1), (pool.Id, pool.Limits.Slots ?? 0, pool.Slots, pool.Waiting));
        Assert.Equal([("blue", 1, 0), ("red", 0, 1)], pool.Teams.Select(team => (team.Team, team.Slots, team.Waiting)));
    }

    [Fact]
    public async Task Crowd_OfManyWorkers_NeverPassesTheCapAndLeavesNothing()
    {
        await using var test = await StartAsync();
        var gauge = new InFlight();
        var limits = new LimitSet { Slots = 5 };

        await Task.WhenAll(Enumerable.Range(0, 40).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                var work = Work(limits, team: $"team-{worker % 4}", maxWait: Patient);
                Assert.True((await test.Store.AdmitAsync(work, default)).Admitted);
                gauge.Enter();
                await Task.Yield();
                gauge.Leave();
                await test.Store.ReleaseAsync("main", work.Id);
            }
        })));

        Assert.InRange(gauge.Peak, 2, 5);
        var pool = await test.PoolAsync();
        Assert.Equal((0, 0), (pool.Slots, pool.Waiting));
    }

    private protected static AdmissionRequest Work(
        LimitSet pool, string team = "blue", LimitSet? teamLimits = null, string? key = null, LimitSet? keyLimits = null,
        AdmissionUnits units = AdmissionUnits.Request | AdmissionUnits.Slot, TimeSpan maxWait = default, Lane lane = Lane.Interactive) => new()
        {
            Id = $"work-{Interlocked.Increment(ref Ids)}",
            Account = "main",
            Levels =
            [
                new(LimitLevel.Account, "chat", pool),
                new(LimitLevel.Team, team, teamLimits ?? LimitSet.None),
                new(LimitLevel.Key, key ?? $"{team}-key", keyLimits ?? LimitSet.None),
            ],
            Units = units,
            Team = team,
            Lane = lane,
            MaxWait = maxWait,
        };

    private protected static LimitSet Slots(int slots) => new() { Slots = slots };

    private Task<StoreUnderTest> StartAsync() => StartAsync(new());

    private async Task<StoreUnderTest> StartAsync(AdmissionOptions options)
    {
        options.MinuteLength = TimeSpan.FromSeconds(1);
        options.MinuteGuard = TimeSpan.FromMilliseconds(20);
        return await StartStoreAsync(options);
    }

    private protected abstract Task<StoreUnderTest> StartStoreAsync(AdmissionOptions options);
}
