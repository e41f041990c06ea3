using Gateway.Policies.Admission;
using Gateway.Policies.Plans;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Admission.Redis;

public sealed class AccountShareTests
{
    private static readonly LimitSet FourSlots = new() { Slots = 4 };
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryAdmissionStore _own;
    private readonly AccountShare _share;

    public AccountShareTests()
    {
        _own = new(new AdmissionRules(), _time);
        _share = new("main", new(2, 0, TimeSpan.FromSeconds(15), AdmissionRules.Minute), _own, _time);
    }

    [Fact]
    public void Reservations_OfAPoolUsedOnlyWhileTheBooksAnswered_AreItsWholePart()
    {
        _share.Note(Work("chat"));
        _share.See(Taken("a:chat", slots: 2, telling: 1));
        _share.Fix();

        Assert.Equal([new Reservation("a:chat", new(1, 0, 0))], _share.Reservations([], []));
    }

    [Fact]
    public void WithinShare_OfAPoolThatTheBooksDidNotHearOf_AllowsNothing()
    {
        _share.Fix();
        Assert.Equal(2, _share.WithinShare(Work("tts")).Levels[0].Limits.Slots);

        _share.Reservations([], []);

        Assert.Equal(0, _share.WithinShare(Work("chat")).Levels[0].Limits.Slots);
        Assert.Equal(2, _share.WithinShare(Work("tts")).Levels[0].Limits.Slots);
    }

    [Fact]
    public void See_AnAnswerThatAMessageOvertook_KeepsTheMessage()
    {
        _share.See(Taken("a:chat", slots: 4, telling: 8));
        _share.See(Taken("a:chat", slots: 0, telling: 7));
        _share.Fix();

        Assert.Equal(0, _share.WithinShare(Work("chat")).Levels[0].Limits.Slots);
    }

    [Fact]
    public void See_AGrowthMessage_KeepsWhatOthersHoldForLong()
    {
        _share.See(Taken("a:chat", slots: 3, telling: 1) with { Lasting = new LevelUse(3, 0, 0) });
        _share.See(Taken("a:chat", slots: 4, telling: 2));
        _share.Fix();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, _share.WithinShare(Work("chat")).Levels[0].Limits.Slots);
    }

    [Fact]
    public void FixPictures_WhatWasHeardAfterTheLoss_IsTakenByOthers()
    {
        _share.See(Taken("a:chat", slots: 0, telling: 1));
        _share.Fix();
        _share.See(Taken("a:chat", slots: 3, telling: 2));
        _share.FixPictures();

        Assert.Equal(1, _share.WithinShare(Work("chat")).Levels[0].Limits.Slots);
    }

    private static LevelPicture Taken(string level, int slots, long telling) => new(level, new(slots, 0, 0), null, telling);

    private static AdmissionRequest Work(string pool) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Account = "main",
        Levels = [new(LimitLevel.Account, pool, FourSlots)],
        Units = AdmissionUnits.Request | AdmissionUnits.Slot,
        Team = "blue",
    };
}
