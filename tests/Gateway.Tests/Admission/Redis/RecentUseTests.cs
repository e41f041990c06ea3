namespace Gateway.Admission.Redis;

public sealed class RecentUseTests
{
    [Fact]
    public void At_WithinTwoSeconds_IsTheMostThatWasTaken()
    {
        var use = RecentUse.Of(Taken(3), At(10.1)).Then(Taken(20), At(10.5)).Then(Taken(6), At(10.9));

        Assert.Equal(20, use.At(At(10.9)).All.Slots);
        Assert.Equal(20, use.At(At(11.9)).All.Slots);
        Assert.Equal(6, use.At(At(12)).All.Slots);
    }

    [Fact]
    public void Then_InTheNextSecond_RemembersTheOneBefore()
    {
        var use = RecentUse.Of(Taken(20), At(10)).Then(Taken(4), At(11)).Then(Taken(2), At(11.5));
        Assert.Equal(20, use.At(At(11.6)).All.Slots);

        use = use.Then(Taken(5), At(12));
        Assert.Equal(5, use.Then(Taken(5), At(13)).At(At(13)).All.Slots);
    }

    [Fact]
    public void Then_AfterALongTime_GoesByWhatStoodMeanwhile()
    {
        var use = RecentUse.Of(Taken(20), At(10)).Then(Taken(4), At(10.5)).Then(Taken(1), At(60));

        Assert.Equal(4, use.At(At(60)).All.Slots);
    }

    [Fact]
    public void Then_WithoutWhatLasts_KeepsWhatWasTold()
    {
        var told = Taken(4) with { Lasting = new(2, 0, 0) };

        Assert.Equal(2, RecentUse.Of(told, At(10)).Then(Taken(5), At(11)).At(At(11)).Lasting!.Value.Slots);
    }

    private static LevelPicture Taken(int slots) => new("a:chat", new(slots, 0, 0), null);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
