namespace Gateway.Policies.Admission;

public sealed class FairClockTests
{
    [Fact]
    public void Serve_TeamsThatAlwaysWait_GetTurnsByWeight()
    {
        var clock = new FairClock();
        var weights = new Dictionary<string, double> { ["one"] = 1, ["two"] = 2, ["four"] = 4 };
        var turns = weights.Keys.ToDictionary(team => team, _ => 0);

        for (var turn = 0; turn < 7_000; turn++)
        {
            var next = weights.Keys.MinBy(clock.StartOf)!;
            clock.Serve(next, weights[next]);
            turns[next]++;
        }

        Assert.Equal([1_000, 2_000, 4_000], [turns["one"], turns["two"], turns["four"]]);
    }

    [Fact]
    public void StartOf_TeamThatWasAway_IsLevelWithTheNextAndNotAhead()
    {
        var clock = new FairClock();
        clock.Serve("away", 1);
        for (var turn = 0; turn < 100; turn++)
            clock.Serve("busy", 1);

        clock.Serve("away", 1);

        Assert.Equal(clock.StartOf("busy"), clock.StartOf("away"));
    }

    [Fact]
    public void Forget_KeepsTeamsThatAreAhead()
    {
        var clock = new FairClock();
        clock.Serve("old", 1);
        clock.Serve("new", 1);
        clock.Serve("new", 1);
        var ahead = clock.StartOf("new");

        clock.Forget();

        Assert.Equal(ahead, clock.StartOf("new"));
        Assert.True(clock.StartOf("old") < ahead);
    }
}
