namespace Gateway.Policies.Admission;

public sealed class HoldPaceTests
{
    private const long Second = TimeSpan.TicksPerSecond;

    [Fact]
    public void Guess_BeforeAnythingIsKnown_IsASecond() => Assert.Equal(Second, new HoldPace().Guess(now: 0, waiting: 0, cap: 3));

    [Fact]
    public void Guess_AfterOneHold_IsThatHold()
    {
        var pace = new HoldPace();
        pace.Taken(0);
        pace.Given(5 * Second);
        pace.Taken(5 * Second);

        Assert.Equal(5 * Second, pace.Guess(5 * Second, waiting: 0, cap: 3));
    }

    [Fact]
    public void Guess_AfterManyHolds_FollowsTheirMean()
    {
        var pace = new HoldPace();
        pace.Given(0);
        for (var i = 0; i < 100; i++)
            pace.Given(8 * Second);

        Assert.InRange(pace.Guess(0, waiting: 0, cap: 1), 79 * Second / 10, 8 * Second);
    }

    [Fact]
    public void Guess_BehindOthers_IsLongerByTheirTurns()
    {
        var pace = new HoldPace();
        pace.Given(6 * Second);

        Assert.Equal(10 * Second, pace.Guess(0, waiting: 2, cap: 3));
    }

    [Fact]
    public void Guess_WhileAllHaveHeldForLong_IsNoShorterThanTheYoungestHasHeld()
    {
        var pace = new HoldPace();
        pace.Given(2 * Second);
        pace.Taken(10 * Second);

        Assert.Equal(90 * Second, pace.Guess(100 * Second, waiting: 0, cap: 2));
    }

    [Fact]
    public void Guess_IsNeverBeyondTenMinutes()
    {
        var pace = new HoldPace();
        pace.Taken(0);

        Assert.Equal(600 * Second, pace.Guess(100_000 * Second, waiting: 9, cap: 1));
    }
}
