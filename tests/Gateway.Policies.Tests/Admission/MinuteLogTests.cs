using CsCheck;

namespace Gateway.Policies.Admission;

public sealed class MinuteLogTests
{
    [Fact]
    public void Forget_AnyHistory_KeepsWhatAListKeeps() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5]).List[0, 200].Sample(steps =>
        {
            var log = new MinuteLog();
            var model = new List<long>();
            long now = 0;
            foreach (var (what, amount) in steps)
            {
                now += amount;
                switch (what)
                {
                    case 0:
                        log.Forget(now - 20);
                        model.RemoveAll(m => m <= now - 20);
                        break;
                    case 1 when model.Count > 0:
                        var moment = model[amount % model.Count];
                        log.Remove(moment);
                        model.RemoveAt(model.LastIndexOf(moment));
                        break;
                    default:
                        log.Add(now, int.MaxValue);
                        model.Add(now);
                        break;
                }
                Assert.Equal(model.Count, log.Count);
                for (var figure = 1; figure <= model.Count; figure++)
                    Assert.Equal(model[^figure], log.Blocking(figure));
            }
        });

    [Fact]
    public void Add_BeyondTheFigure_RemembersWhatARemovalMustNotForget()
    {
        var log = new MinuteLog();
        for (var moment = 1; moment <= 5; moment++)
            log.Add(moment, figure: 3);

        log.Remove(5);

        Assert.Equal((4, 2L, 4L), (log.Count, log.Blocking(3), log.Newest));
    }

    [Fact]
    public void Add_FarBeyondTheFigure_IsBounded()
    {
        var log = new MinuteLog();
        for (var moment = 1; moment <= 10_000; moment++)
            log.Add(moment, figure: 3);

        Assert.Equal((4096, 10_000L), (log.Count, log.Newest));
    }

    [Fact]
    public void Remove_OfAMomentThatCountsNoMore_ChangesNothing()
    {
        var log = new MinuteLog();
        log.Add(1, 10);
        log.Add(7, 10);
        log.Forget(1);

        log.Remove(1);
        log.Remove(5);

        Assert.Equal((1, 7L), (log.Count, log.Newest));
    }
}
