using Gateway.Policies.Plans;
using Microsoft.Extensions.Time.Testing;
using static Gateway.Policies.Admission.AdmissionBuilder;

namespace Gateway.Policies.Admission;

public sealed class MemoryAdmissionStoreTests
{
    private static readonly TimeSpan Window = AdmissionRules.Minute;
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryAdmissionStore _store;

    public MemoryAdmissionStoreTests() =>
        _store = new(new AdmissionRules { MinuteGuard = TimeSpan.Zero, MaxQueueDepth = 3, BatchShare = 0.25 }, _time);

    [Fact]
    public async Task Admit_WithRoom_AnswersWithoutWaiting()
    {
        var decision = Ask(Work(PerMinute(10)));

        Assert.True(decision.IsCompletedSuccessfully);
        var answer = await decision;
        Assert.True(answer.Admitted);
        Assert.Equal((10, 9, Window), (answer.RequestFigure, answer.RemainingRequests, answer.ResetRequests));
    }

    [Fact]
    public async Task Admit_WhenTheMinuteIsFull_RefusesAndSaysWhen()
    {
        for (var i = 0; i < 10; i++)
        {
            await AdmittedAsync(Work(PerMinute(10)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var refused = await Ask(Work(PerMinute(10)));

        Assert.False(refused.Admitted);
        Assert.Equal((LimitKind.RequestsPerMinute, LimitLevel.Account, 10), (refused.Limit, refused.Level, refused.Figure));
        Assert.Equal(TimeSpan.FromSeconds(50), refused.RetryAfter);
        Assert.Equal(0, refused.RemainingRequests);

        _time.Advance(refused.RetryAfter - TimeSpan.FromTicks(1));
        Assert.False((await Ask(Work(PerMinute(10)))).Admitted);
        _time.Advance(TimeSpan.FromTicks(1));
        await AdmittedAsync(Work(PerMinute(10)));
    }

    [Fact]
    public async Task Admit_WithAGuard_CountsThatMuchLonger()
    {
        var store = new MemoryAdmissionStore(new AdmissionRules { MinuteGuard = TimeSpan.FromMilliseconds(250) }, _time);
        await store.AdmitAsync(Work(PerMinute(1)), default);

        _time.Advance(Window);
        var early = await store.AdmitAsync(Work(PerMinute(1)), default);
        _time.Advance(early.RetryAfter);

        Assert.Equal(TimeSpan.FromMilliseconds(250), early.RetryAfter);
        Assert.True((await store.AdmitAsync(Work(PerMinute(1)), default)).Admitted);
    }

    [Fact]
    public async Task Admit_RefusedAtOneLevel_TakesNothingAtTheOthers()
    {
        await AdmittedAsync(Work(PerMinute(5), key: "a", keyLimits: Slots(1)));

        for (var i = 0; i < 20; i++)
            Assert.Equal(LimitLevel.Key, (await Ask(Work(PerMinute(5), key: "a", keyLimits: Slots(1)))).Level);

        var next = await AdmittedAsync(Work(PerMinute(5), key: "b"));
        Assert.Equal(3, next.RemainingRequests);
    }

    [Fact]
    public async Task Admit_WithoutAFigureOfAllowance_NeverAdmits()
    {
        var refused = await Ask(Work(Slots(0), maxWait: Patient));

        Assert.Equal((false, LimitKind.Slots, 0), (refused.Admitted, refused.Limit, refused.Figure));
    }

    [Fact]
    public async Task Admit_TwiceWithOneId_TakesOnce()
    {
        await AdmittedAsync(Work(Slots(2), id: "a"));
        await AdmittedAsync(Work(Slots(2), id: "a"));
        await AdmittedAsync(Work(Slots(2), id: "b"));

        Assert.False((await Ask(Work(Slots(2), id: "c"))).Admitted);
    }

    [Fact]
    public async Task Admit_TwiceWithOneIdWhileItWaits_GivesBothTheSameTurn()
    {
        await AdmittedAsync(Work(Slots(1), id: "holder"));
        var first = Ask(Work(Slots(1), id: "a", maxWait: Patient));
        var second = Ask(Work(Slots(1), id: "a", maxWait: Patient));

        await _store.ReleaseAsync("main", "holder");

        Assert.True((await first).Admitted && (await second).Admitted);
        await _store.ReleaseAsync("main", "a");
        await AdmittedAsync(Work(Slots(1)));
    }

    [Fact]
    public async Task Release_TwiceOrUnknown_DoesNoHarm()
    {
        await AdmittedAsync(Work(Slots(2), id: "a"));
        await AdmittedAsync(Work(Slots(2), id: "b"));

        await _store.ReleaseAsync("main", "a");
        await _store.ReleaseAsync("main", "a");
        await _store.ReleaseAsync("main", "never");

        await AdmittedAsync(Work(Slots(2)));
        Assert.False((await Ask(Work(Slots(2)))).Admitted);
    }

    [Fact]
    public async Task Release_WhileSomeoneWaits_HandsOverBeforeItReturns()
    {
        await AdmittedAsync(Work(Slots(1), id: "holder"));
        var waiting = Ask(Work(Slots(1), maxWait: Patient));
        _time.Advance(TimeSpan.FromSeconds(2));

        await _store.ReleaseAsync("main", "holder");

        Assert.False((await Ask(Work(Slots(1)))).Admitted);
        Assert.Equal(TimeSpan.FromSeconds(2), (await waiting).Queued);
    }

    [Fact]
    public async Task Return_OfWorkThatNeverWentOut_GivesTheRequestBack()
    {
        await AdmittedAsync(Work(PerMinute(1), id: "a"));

        await _store.ReturnAsync("main", "a");

        await AdmittedAsync(Work(PerMinute(1)));
    }

    [Fact]
    public async Task Return_OfASocket_LeavesTheRequestsOfThatMomentCounted()
    {
        var limits = new LimitSet { RequestsPerMinute = 1, Sockets = 1 };
        await AdmittedAsync(Work(limits));
        await AdmittedAsync(Work(limits, units: AdmissionUnits.Socket, id: "socket"));

        await _store.ReturnAsync("main", "socket");

        Assert.False((await Ask(Work(limits))).Admitted);
    }

    [Fact]
    public async Task Wait_PastItsDeadline_IsRefusedAndChangesNothing()
    {
        var limits = new LimitSet { Slots = 1, RequestsPerMinute = 10 };
        await AdmittedAsync(Work(limits, id: "holder"));
        var waiting = Ask(Work(limits, maxWait: TimeSpan.FromSeconds(5)));

        _time.Advance(TimeSpan.FromSeconds(5));

        var refused = await waiting;
        Assert.Equal((false, LimitKind.Slots, TimeSpan.FromSeconds(5)), (refused.Admitted, refused.Limit, refused.Queued));
        await _store.ReleaseAsync("main", "holder");
        Assert.Equal(8, (await AdmittedAsync(Work(limits))).RemainingRequests);
    }

    [Fact]
    public async Task Wait_ThatIsCancelled_LeavesTheLine()
    {
        using var client = new CancellationTokenSource();
        await AdmittedAsync(Work(Slots(1), id: "holder"));
        var leaves = Ask(Work(Slots(1), maxWait: Patient), client.Token);
        var stays = Ask(Work(Slots(1), maxWait: Patient));

        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await leaves);
        await _store.ReleaseAsync("main", "holder");

        Assert.True((await stays).Admitted);
    }

    [Fact]
    public async Task Wait_ForAMinute_EndsWhenItOpens()
    {
        await AdmittedAsync(Work(PerMinute(1)));
        _time.Advance(Window - TimeSpan.FromSeconds(5));
        var waiting = Ask(Work(PerMinute(1), maxWait: TimeSpan.FromSeconds(5)));

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True((await waiting).Admitted);
    }

    [Fact]
    public async Task Wait_ThatWouldOutlastTheDeadlineForCertain_IsRefusedAtOnce()
    {
        await AdmittedAsync(Work(PerMinute(1)));
        _time.Advance(TimeSpan.FromSeconds(54));

        var refused = Ask(Work(PerMinute(1), maxWait: TimeSpan.FromSeconds(5)));

        Assert.True(refused.IsCompletedSuccessfully);
        Assert.Equal(TimeSpan.FromSeconds(6), (await refused).RetryAfter);
    }

    [Fact]
    public async Task Wait_BehindAMinuteThatFillsMeanwhile_StillWakesWhenItOpens()
    {
        var limits = new LimitSet { Slots = 1, RequestsPerMinute = 2 };
        await AdmittedAsync(Work(limits, id: "holder"));
        var first = Ask(Work(limits, id: "first", maxWait: Patient * 3));
        var second = Ask(Work(limits, id: "second", maxWait: Patient * 3));

        await _store.ReleaseAsync("main", "holder");
        Assert.True((await first).Admitted);
        await _store.ReleaseAsync("main", "first");
        Assert.False(second.IsCompleted);
        _time.Advance(Window);

        Assert.True((await second).Admitted);
    }

    [Fact]
    public async Task Wait_OfTwoTeams_TakesTurns()
    {
        await AdmittedAsync(Work(Slots(1), team: "flood", id: "now"));
        var flood = Enumerable.Range(0, 3).Select(i => Ask(Work(Slots(1), team: "flood", id: $"flood-{i}", maxWait: Patient)).AsTask()).ToList();
        var quiet = Ask(Work(Slots(1), team: "quiet", id: "quiet", maxWait: Patient));

        await _store.ReleaseAsync("main", "now");
        Assert.True(quiet.IsCompleted && !flood[0].IsCompleted);
        await _store.ReleaseAsync("main", "quiet");
        Assert.True(flood[0].IsCompleted && !flood[1].IsCompleted);
        await _store.ReleaseAsync("main", "flood-0");
        Assert.True(flood[1].IsCompleted && !flood[2].IsCompleted);
    }

    [Fact]
    public async Task Wait_WithAHeadBlockedByItsOwnLimit_LetsOthersPass()
    {
        await AdmittedAsync(Work(Slots(2), team: "capped", teamLimits: Slots(1), id: "capped-now"));
        await AdmittedAsync(Work(Slots(2), team: "other", id: "other-now"));
        var blocked = Ask(Work(Slots(2), team: "capped", teamLimits: Slots(1), maxWait: Patient));
        var eligible = Ask(Work(Slots(2), team: "other", maxWait: Patient));

        await _store.ReleaseAsync("main", "other-now");

        Assert.True((await eligible).Admitted);
        Assert.False(blocked.IsCompleted);
    }

    [Fact]
    public async Task Wait_ForATeamLimitInTwoPools_GoesByAge()
    {
        await AdmittedAsync(Work(poolId: "chat", teamLimits: Slots(1), id: "now"));
        var older = Ask(Work(poolId: "tts", teamLimits: Slots(1), id: "older", maxWait: Patient));
        var newer = Ask(Work(poolId: "chat", teamLimits: Slots(1), id: "newer", maxWait: Patient));

        await _store.ReleaseAsync("main", "now");
        Assert.True((await older).Admitted);
        Assert.False(newer.IsCompleted);
        await _store.ReleaseAsync("main", "older");

        Assert.True((await newer).Admitted);
    }

    [Fact]
    public async Task Wait_InBothLanes_ServesInteractiveFirstAndBatchItsShare()
    {
        var store = new MemoryAdmissionStore(new AdmissionRules { BatchShare = 0.25 }, _time);
        var order = new List<Lane>();
        var served = new List<Task>();
        await store.AdmitAsync(Work(Slots(1), id: "0"), default);
        for (var i = 1; i <= 8; i++)
            served.Add(WaitAsync(Work(Slots(1), id: $"b{i}", lane: Lane.Batch, maxWait: Patient)));
        for (var i = 1; i <= 8; i++)
            served.Add(WaitAsync(Work(Slots(1), id: $"i{i}", maxWait: Patient)));

        await store.ReleaseAsync("main", "0");
        await Task.WhenAll(served);

        Assert.Equal("IIIBIIIBIIBBBBBB", string.Concat(order.Select(lane => lane.ToString()[0])));

        async Task WaitAsync(AdmissionRequest request)
        {
            Assert.True((await store.AdmitAsync(request, default)).Admitted);
            order.Add(request.Lane);
            await store.ReleaseAsync("main", request.Id);
        }
    }

    [Fact]
    public async Task Wait_BeyondTheDepth_IsRefusedWithoutTouchingOtherTeams()
    {
        await AdmittedAsync(Work(Slots(1)));
        for (var i = 0; i < 3; i++)
            _ = Ask(Work(Slots(1), maxWait: Patient)).AsTask();

        var refused = await Ask(Work(Slots(1), maxWait: Patient));
        var other = Ask(Work(Slots(1), team: "other", maxWait: Patient));

        Assert.Equal((LimitKind.QueueFull, 3), (refused.Limit, refused.Figure));
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public async Task Admit_WithAShadowLimit_CountsButNeverRefuses()
    {
        var shadow = new LimitSet { Slots = 1, RequestsPerMinute = 1, Shadow = true };

        for (var i = 0; i < 5; i++)
            await AdmittedAsync(Work(shadow));
    }

    [Fact]
    public async Task Admit_OfASocket_TakesNoSlotAndNoRequest()
    {
        var limits = new LimitSet { Slots = 1, Sockets = 2, RequestsPerMinute = 1 };
        await AdmittedAsync(Work(limits, units: AdmissionUnits.Socket, id: "a"));
        await AdmittedAsync(Work(limits, units: AdmissionUnits.Socket));
        await AdmittedAsync(Work(limits));

        var refused = await Ask(Work(limits, units: AdmissionUnits.Socket));
        Assert.Equal((LimitKind.Sockets, 2), (refused.Limit, refused.Figure));
        await _store.ReleaseAsync("main", "a");

        await AdmittedAsync(Work(limits, units: AdmissionUnits.Socket));
    }

    [Fact]
    public async Task Admit_AfterAPlanChange_FollowsTheNewFigure()
    {
        for (var i = 0; i < 3; i++)
            await AdmittedAsync(Work(Slots(3), id: $"held-{i}"));
        var waiting = Ask(Work(Slots(3), id: "waiting", maxWait: Patient));

        await AdmittedAsync(Work(Slots(5)));

        Assert.True((await waiting).Admitted);
        Assert.False((await Ask(Work(Slots(2)))).Admitted);
    }

    private ValueTask<AdmissionDecision> Ask(AdmissionRequest request, CancellationToken cancellationToken = default) =>
        _store.AdmitAsync(request, cancellationToken);

    private async Task<AdmissionDecision> AdmittedAsync(AdmissionRequest request)
    {
        var decision = Ask(request);
        Assert.True(decision.IsCompletedSuccessfully);
        var answer = await decision;
        Assert.True(answer.Admitted, $"{answer.Limit} of {answer.Level}");
        return answer;
    }
}
