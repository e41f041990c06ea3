using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Policies.Budgets;

/// <summary>What is spent, and what that stops.</summary>
public sealed class BudgetBookTests
{
    private static readonly WavesContract Speech = WavesContracts.All.Single(contract => contract.Id == "T1");
    private static readonly WavesContract Chat = WavesContracts.All.Single(contract => contract.Id == "L1");
    private static readonly WavesContract Listening = WavesContracts.All.Single(contract => contract.Id == "S2");
    private static readonly WavesContract Voices = WavesContracts.All.Single(contract => contract.Id == "V5");

    private readonly FakeTimeProvider _clock = new(new(2026, 11, 30, 23, 0, 0, TimeSpan.Zero));
    private readonly BudgetBook _book;

    public BudgetBookTests() => _book = new(_clock);

    [Fact]
    public void Key_WithoutBudgets_IsNeverStopped()
    {
        var key = KeyOf();
        Record(key, new() { Characters = long.MaxValue / 2 });

        Assert.Equal(BudgetLevel.Fine, _book.Check(key, Speech).Level);
        Assert.Equal(BudgetLevel.Fine, _book.Begin(key, Speech, new() { Characters = 1 }, out var live).Level);
        Assert.Null(live);
    }

    [Theory]
    [InlineData(79, BudgetLevel.Fine)]
    [InlineData(80, BudgetLevel.Warned)]
    [InlineData(99, BudgetLevel.Warned)]
    [InlineData(100, BudgetLevel.Exhausted)]
    [InlineData(101, BudgetLevel.Exhausted)]
    public void Check_SaysHowFarItIsSpent(int spent, BudgetLevel expected)
    {
        var key = KeyOf(new Budget(BudgetUnit.Characters, BudgetPeriod.Month, 100) { WarnAt = 80 });
        Record(key, new() { Characters = spent });

        var standing = _book.Check(key, Speech);

        Assert.Equal(expected, standing.Level);
        if (expected is not BudgetLevel.Fine)
            Assert.Equal((key.Budgets[0], SpendHolder.Key(key.Id), (decimal)spent), (standing.Budget, standing.Holder, standing.Spent));
    }

    [Fact]
    public void News_ComeOncePerLevelAndPeriod()
    {
        var key = KeyOf(new Budget(BudgetUnit.Characters, BudgetPeriod.Day, 100) { WarnAt = 50 });
        Record(key, new() { Characters = 60 });
        Assert.True(_book.Check(key, Speech).IsNews);
        Assert.False(_book.Check(key, Speech).IsNews);
        Record(key, new() { Characters = 60 });
        Assert.True(_book.Check(key, Speech).IsNews);
        Assert.False(_book.Check(key, Speech).IsNews);

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(BudgetLevel.Fine, _book.Check(key, Speech).Level);
        Record(key, new() { Characters = 60 });
        Assert.True(_book.Check(key, Speech).IsNews);
    }

    [Fact]
    public void News_ComeAgain_WhenTheLimitWasRaisedMeanwhile()
    {
        var key = KeyOf(new Budget(BudgetUnit.Characters, BudgetPeriod.Day, 100));
        Record(key, new() { Characters = 100 });
        Assert.True(_book.Check(key, Speech).IsNews);
        var raised = key with { Budgets = [new(BudgetUnit.Characters, BudgetPeriod.Day, 200)] };
        Assert.Equal(BudgetLevel.Fine, _book.Check(raised, Speech).Level);
        Record(key, new() { Characters = 100 });

        Assert.True(_book.Check(raised, Speech).IsNews);
    }

    [Theory]
    [InlineData(BudgetPeriod.Day, true, true)]
    [InlineData(BudgetPeriod.Month, true, true)]
    [InlineData(BudgetPeriod.Total, false, false)]
    public void Period_StartsOver_AtMidnightOfUtc(BudgetPeriod period, bool nextDay, bool nextMonth)
    {
        var key = KeyOf(new Budget(BudgetUnit.Characters, period, 10));
        Record(key, new() { Characters = 10 });
        _clock.Advance(TimeSpan.FromMinutes(59.9));
        Assert.Equal(BudgetLevel.Exhausted, _book.Check(key, Speech).Level);

        _clock.Advance(TimeSpan.FromMinutes(0.2)); // 1 December

        Assert.Equal(nextDay, _book.Check(key, Speech).Level is BudgetLevel.Fine);
        _clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(nextMonth, _book.Check(key, Speech).Level is BudgetLevel.Fine);
    }

    [Fact]
    public void Team_PaysForAllItsKeys()
    {
        var one = KeyOf() with { TeamBudgets = [new(BudgetUnit.Tokens, BudgetPeriod.Total, 100)] };
        var other = one with { Id = "key_2" };
        Record(one, new() { Tokens = 60 });
        Assert.Equal(BudgetLevel.Fine, _book.Check(other, Chat).Level);
        Record(other, new() { Tokens = 40 });

        Assert.Equal(SpendHolder.Team("Payments"), _book.Check(one, Chat).Holder);
        Assert.Equal(BudgetLevel.Exhausted, _book.Check(other, Chat).Level);
    }

    [Fact]
    public void Budget_StopsTheWorkThatSpendsItsUnit()
    {
        var key = KeyOf(new Budget(BudgetUnit.Characters, BudgetPeriod.Total, 1));
        Record(key, new() { Characters = 1 });
        Assert.Equal([true, false, false, false], Stopped(key));

        key = KeyOf(new Budget(BudgetUnit.Sessions, BudgetPeriod.Total, 1));
        Record(key, new() { Sessions = 1 });
        Assert.Equal([false, false, true, false], Stopped(key));

        key = KeyOf(new Budget(BudgetUnit.Money, BudgetPeriod.Total, 0.5m));
        Record(key, new() { MoneyNanos = 500_000_000 });
        Assert.Equal([true, true, true, false], Stopped(key));

        bool[] Stopped(VirtualKey of) => [.. ((WavesContract[])[Speech, Chat, Listening, Voices]).Select(contract => _book.Check(of, contract).Level is BudgetLevel.Exhausted)];
    }

    [Fact]
    public void Session_ThatWasLetIn_IsPaidFor()
    {
        var key = KeyOf(new Budget(BudgetUnit.Sessions, BudgetPeriod.Day, 1), new Budget(BudgetUnit.AudioSeconds, BudgetPeriod.Day, 2));
        Assert.Equal(BudgetLevel.Fine, _book.Begin(key, Listening, new() { Sessions = 1 }, out var live).Level);
        _book.Name(live!, "one");

        Assert.Equal(BudgetLevel.Exhausted, _book.Check(key, Listening).Level);
        Assert.Equal(BudgetLevel.Fine, _book.Check(key, Listening, runs: true).Level);
        _book.Progress("one", new() { Sessions = 1, AudioMilliseconds = 2_000 });
        Assert.Equal(BudgetUnit.AudioSeconds, _book.Check(key, Listening, runs: true).Budget!.Unit);
    }

    [Fact]
    public void Limit_OfNothing_AllowsNothing() =>
        Assert.Equal(BudgetLevel.Exhausted, _book.Check(KeyOf(new Budget(BudgetUnit.Money, BudgetPeriod.Day, 0)), Chat).Level);

    [Fact]
    public void LiveWork_CountsAsSpent_UntilItsRecordTakesItsPlace()
    {
        var key = KeyOf(new Budget(BudgetUnit.Characters, BudgetPeriod.Day, 100));
        Assert.Equal(BudgetLevel.Fine, _book.Begin(key, Speech, new() { Characters = 60 }, out var first).Level);
        _book.Name(first!, "one");
        Assert.Equal(BudgetLevel.Fine, _book.Begin(key, Speech, new() { Characters = 60 }, out var second).Level);
        Assert.Equal(BudgetLevel.Exhausted, _book.Begin(key, Speech, new() { Characters = 60 }, out var third).Level);
        Assert.Null(third);

        _book.End(second!);
        Assert.Equal(BudgetLevel.Fine, _book.Check(key, Speech).Level);
        Record(key, new() { Characters = 60 }, "one");
        _book.End(first!);
        Assert.Equal(BudgetLevel.Fine, _book.Begin(key, Speech, new() { Characters = 39 }, out var rest).Level);
        Assert.Equal(BudgetLevel.Fine, _book.Check(key, Speech).Level);
        _book.Name(rest!, "rest");
        _book.Progress("rest", new() { Characters = 40 });
        Assert.Equal(100, _book.Check(key, Speech).Spent);
        _book.Progress("nobody", new() { Characters = 40 });
    }

    [Fact]
    public void NamedAfterItsEnd_ItStaysOver()
    {
        var key = KeyOf(new Budget(BudgetUnit.Characters, BudgetPeriod.Day, 100));
        _book.Begin(key, Speech, new() { Characters = 60 }, out var live);
        _book.End(live!);
        _book.Name(live!, "one");
        _book.Progress("one", new() { Characters = 1000 });

        Assert.Equal(BudgetLevel.Fine, _book.Check(key, Speech).Level);
    }

    [Fact]
    public void Store_GetsEachAmountOnce_AndKnowsBetterAfterwards()
    {
        var key = KeyOf(new Budget(BudgetUnit.Characters, BudgetPeriod.Day, 100));
        Record(key, new() { Characters = 30 });
        Assert.Equal([SpendHolder.Key(key.Id)], _book.Watch([key]));

        var unsaved = _book.TakeUnsaved(all: true);
        Assert.Equal(6, unsaved.Length); // key and team, by day, month and total
        Assert.All(unsaved, entry => Assert.Equal(30, entry.Grains));
        Record(key, new() { Characters = 5 });
        Assert.Equal(35, SpentOf(key));
        _book.NotSaved();
        Assert.Equal(35, SpentOf(key));
        Assert.All(_book.TakeUnsaved(all: true), entry => Assert.Equal(35, entry.Grains));

        // Another process has spent 40 besides.
        _book.Saved([SpendHolder.Key(key.Id)], [new(SpendHolder.Key(key.Id), SpendSlot.Of(BudgetUnit.Characters, BudgetPeriod.Day, _clock.GetUtcNow()), 75)]);
        Assert.Equal(75, SpentOf(key));
        Assert.Empty(_book.TakeUnsaved(all: true));
        _book.Saved([], []);
        Assert.Empty(_book.Watch([key]));
        Record(key, new() { Characters = 25 });
        Assert.Equal(BudgetLevel.Exhausted, _book.Check(key, Speech).Level);
    }

    [Fact]
    public void WhoHasNoBudget_IsHandedOutWhenAllAre()
    {
        var limited = KeyOf(new Budget(BudgetUnit.Characters, BudgetPeriod.Day, 100));
        var free = KeyOf() with { Team = "support" };
        Assert.False(_book.IsWatching);
        _book.Watch([limited, free]);
        Assert.True(_book.IsWatching);
        Record(limited, new() { Characters = 1 });
        Record(free, new() { Characters = 2 });

        Assert.All(_book.TakeUnsaved(all: false), entry => Assert.Equal(SpendHolder.Key(limited.Id), entry.Holder));
        _book.Saved([], []);
        Assert.Equal(9, _book.TakeUnsaved(all: true).Length); // the team of the limited key, the other key and its team
    }

    [Fact]
    public void Figure_OfAnEarlierPeriod_DoesNotTakeThePlaceOfTheCurrentOne()
    {
        var key = KeyOf(new Budget(BudgetUnit.Characters, BudgetPeriod.Day, 100));
        _book.Watch([key]);
        var holder = SpendHolder.Key(key.Id);
        var now = _clock.GetUtcNow();
        _book.Saved([holder], [new(holder, SpendSlot.Of(BudgetUnit.Characters, BudgetPeriod.Day, now), 7), new(holder, SpendSlot.Of(BudgetUnit.Characters, BudgetPeriod.Day, now.AddDays(-1)), 90)]);

        Assert.Equal(7, SpentOf(key));
    }

    private decimal SpentOf(VirtualKey key) => _book.Check(key with { Budgets = [key.Budgets[0] with { WarnAt = 0 }] }, Speech).Spent;

    private void Record(VirtualKey key, Spend spend, string workId = "work") => _book.Record(workId, key.Id, key.Team, spend, _clock.GetUtcNow());

    private static VirtualKey KeyOf(params Budget[] budgets) => new() { Id = $"key_{Guid.NewGuid():N}", Team = "payments", Budgets = [.. budgets] };
}
