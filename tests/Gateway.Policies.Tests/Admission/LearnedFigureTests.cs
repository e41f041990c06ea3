using Gateway.Policies.Plans;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Policies.Admission;

public sealed class LearnedFigureTests
{
    private const long Second = TimeSpan.TicksPerSecond;

    [Theory]
    [InlineData(20, 20, 19)] // all in use, one too many
    [InlineData(20, 12, 11)]
    [InlineData(20, 4, 10)] // never less than half at once
    [InlineData(20, 1, 20)] // one alone teaches nothing about how many may be
    [InlineData(1, 1, 1)]
    [InlineData(null, 7, 6)]
    [InlineData(null, 1, null)]
    public void Refused_WithSoManyInUse_LeavesSoMany(int? figure, int used, int? left)
    {
        var learned = new LearnedFigure();

        learned.Refused(figure, used, 1);

        Assert.Equal(left, learned.Of(figure, 1));
    }

    [Fact]
    public void Refused_AgainAndAgain_GoesOnFalling()
    {
        var learned = new LearnedFigure();
        for (var used = 20; used > 3; used--)
            learned.Refused(20, used, 1);

        Assert.Equal(3, learned.Of(20, 1));
    }

    [Fact]
    public void Of_AsTimePasses_ComesBackEvenlyAndForgets()
    {
        var learned = new LearnedFigure();
        learned.Refused(20, 11, 0);

        Assert.Equal([10, 10, 15, 19, 20], new[] { 0, 59, 300, 599, 600 }.Select(seconds => learned.Of(20, seconds * Second)!.Value));
        Assert.Null(learned.Of(null, 600 * Second));
        Assert.False(learned.Holds(600 * Second));
    }

    [Fact]
    public void Of_AFigureThatFellBelowTheLesson_IsTheFigure()
    {
        var learned = new LearnedFigure();
        learned.Refused(20, 11, 0);

        Assert.Equal(3, learned.Of(3, Second));
    }

    [Fact]
    public async Task Store_ToldOfARefusal_LetsInLessAndThenMoreAgain()
    {
        var time = new FakeTimeProvider();
        var store = new MemoryAdmissionStore(new AdmissionRules(), time);
        var limits = new LimitSet { Slots = 3 };
        var works = Enumerable.Range(0, 3).Select(_ => AdmissionBuilder.Work(limits)).ToList();
        foreach (var work in works)
            Assert.True((await store.AdmitAsync(work, default)).Admitted);

        await store.RefusedUpstreamAsync("main", works[2].Id, LimitKind.Slots);
        await store.ReleaseAsync("main", works[2].Id);

        var refused = await store.AdmitAsync(AdmissionBuilder.Work(limits), default);
        Assert.Equal((false, LimitKind.Slots, 2), (refused.Admitted, refused.Limit, refused.Figure));
        Assert.Equal(2, (await store.ViewAsync("main", default)).Pools.Single().LearnedSlots);
        var waits = store.AdmitAsync(AdmissionBuilder.Work(limits, maxWait: TimeSpan.FromHours(1)), default).AsTask();
        // Nobody gives anything back: the figure itself has to let it in.
        for (var i = 0; i < 700 && !waits.IsCompleted; i++)
            time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await waits).Admitted);
        Assert.Null((await store.ViewAsync("main", default)).Pools.Single().LearnedSlots);
    }
}
