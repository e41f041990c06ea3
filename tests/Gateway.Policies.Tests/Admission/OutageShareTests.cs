using CsCheck;
using Gateway.Policies.Plans;

namespace Gateway.Policies.Admission;

public sealed class OutageShareTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    [Fact]
    public void Parts_OfReplicasThatSawTheSame_MakeUpTheFigureAtEveryMoment() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 12].Array[1, 5], Gen.Int[0, 200]).Sample((cap, held, seconds) =>
        {
            var all = held.Sum();
            if (all > cap)
                return;
            var parts = held.Select((own, place) => Share(held.Length, place)
                .Of(new LimitSet { Slots = cap }, new(own, 0, 0), new LevelUse(all, 0, 0), default, TimeSpan.FromSeconds(seconds)).Slots!.Value).ToList();

            Assert.True(parts.Sum() <= cap, $"{string.Join('+', parts)} of {cap}");
            if (seconds is < 15 or >= 30)
                Assert.Equal(cap, parts.Sum());
        });

    [Fact]
    public void Part_AtFirst_IsWhatItHadAndItsPartOfWhatWasFree() =>
        Assert.Equal(5 + 4, SlotsOf(cap: 20, own: 5, all: 8, since: 0));

    [Fact]
    public void Part_OfWhoHadMuch_IsRefilledOnlyToAnEqualShareLater() =>
        Assert.Equal((18, 7, 7), (SlotsOf(20, 18, 20, 0), SlotsOf(20, 18, 20, 15), SlotsOf(20, 18, 20, 30)));

    [Fact]
    public void Part_OfWhoHadNothing_GrowsToAnEqualShareButNotIntoSessionsOfOthers()
    {
        Assert.Equal((0, 0, 7), (SlotsOf(20, 0, 20, 0), SlotsOf(20, 0, 20, 15), SlotsOf(20, 0, 20, 30)));
        Assert.Equal(2, SlotsOf(20, 0, 20, 30, lasting: 18));
    }

    [Fact]
    public void Part_OfSomethingNeverSeen_IsAnEqualShare() =>
        Assert.Equal(7, Share(3, 0).Of(new() { Slots = 20 }, default, null, default, TimeSpan.Zero).Slots);

    [Fact]
    public void Part_OfTheMinute_EvensOutOnlyWhenTheLastMinuteIsOver()
    {
        var limits = new LimitSet { RequestsPerMinute = 9 };
        LimitSet After(int seconds) => Share(3, 2).Of(limits, new(0, 0, 0), new LevelUse(0, 0, 9), default, TimeSpan.FromSeconds(seconds));

        Assert.Equal((0, 0, 3), (After(0).RequestsPerMinute, After(74).RequestsPerMinute, After(75).RequestsPerMinute));
    }

    [Fact]
    public void Part_OfWhatIsUnlimited_IsUnlimited() =>
        Assert.Null(Share(3, 0).Of(LimitSet.None, default, null, default, TimeSpan.Zero).Slots);

    private static int? SlotsOf(int cap, int own, int all, int since, int lasting = 0) =>
        Share(3, 0).Of(new() { Slots = cap }, new(own, 0, 0), new LevelUse(all, 0, 0), new(lasting, 0, 0), TimeSpan.FromSeconds(since)).Slots;

    private static OutageShare Share(int replicas, int place) => new(replicas, place, Lifetime, Window);
}
