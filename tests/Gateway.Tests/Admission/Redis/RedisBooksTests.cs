using Gateway.Policies.Admission;
using Gateway.Policies.Plans;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>What the scripts make of answers that did not arrive, on a clock of the test.</summary>
public sealed class RedisBooksTests(RedisFixture redis) : IAsyncLifetime
{
    private static readonly LimitSet Limits = new() { Slots = 4, RequestsPerMinute = 10 };
    private readonly FakeTimeProvider _time = new();
    private readonly RedisKeys _keys = new($"test-{Guid.NewGuid():N}"[..17]);
    private ConnectionMultiplexer _connection = null!;

    public async ValueTask InitializeAsync() => _connection = await ConnectionMultiplexer.ConnectAsync((await redis.ServerAsync()).ConnectionString);

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    [Fact]
    public async Task Tend_WhatWasToldBefore_IsCountedOnce()
    {
        var books = Replica("one");
        await TendAsync(books, TendMode.Join);
        var (running, over) = (Work(), Past());
        await AdmitAsync(books, Work());

        // The first answer is lost, so the replica tells again, a little later.
        for (var times = 0; times < 2; times++)
        {
            await TendAsync(books, TendMode.Merge, leases: [running], past: [over, new(running.Id, "a:chat", _time.GetTimestamp(), untold: true)]);
            _time.Advance(TimeSpan.FromMilliseconds(7));
        }

        var pool = Assert.Single(await books.ViewAsync("main"));
        Assert.Equal((2, 3), (pool.Slots, pool.Requests));
    }

    [Fact]
    public async Task Release_UnusedOfWhatWasToldAfterAnOutage_IsCountedNoMore()
    {
        var books = Replica("one");
        var work = Work();
        var past = new PastRequest(work.Id, "a:chat", _time.GetTimestamp(), untold: true);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        await TendAsync(books, TendMode.Join, leases: [work], past: [past]);
        await AdmitAsync(books, Work());

        await books.ReleaseAsync("main", [(work.Id, Unused: true)]);

        Assert.Equal((1, 1), (await books.ViewAsync("main")).Single() is var pool ? (pool.Slots, pool.Requests) : default);
    }

    [Fact]
    public async Task Return_WhoseAnswerIsLost_KeepsTheShareSetAside()
    {
        var (one, other) = (Replica("one"), Replica("other"));
        await TendAsync(other, TendMode.Join);
        await TendAsync(one, TendMode.Join);
        Reservation[] share = [new("a:chat", new(2, 0, 5))];

        await TendAsync(one, TendMode.Merge, reserved: share);
        await TendAsync(one, TendMode.Return, reserved: share);
        Assert.Equal(2, await AdmittedOfThreeAsync(other));

        await TendAsync(one, TendMode.Returned);
        Assert.Equal(2, await AdmittedOfThreeAsync(other));
    }

    [Fact]
    public async Task Reservation_OfAReplicaThatIsHeardOfNoMore_EndsLikeALease()
    {
        var (one, other) = (Replica("one"), Replica("other"));
        await TendAsync(other, TendMode.Join);
        await TendAsync(one, TendMode.Merge, reserved: [new("a:chat", new(4, 0, 0))]);
        Assert.False(await AdmitAsync(other, Work()));

        _time.Advance(TimeSpan.FromSeconds(15));

        Assert.True(await AdmitAsync(other, Work()));
    }

    [Fact]
    public async Task Tend_OfTheFirstThatHasDecidedAlone_LetsNobodyInUntilAllHaveBeenThere()
    {
        var (one, other) = (Replica("one"), Replica("other"));

        Assert.NotEqual(TimeSpan.Zero, (await TendAsync(one, TendMode.JoinLate, leases: [Work()])).Shut);
        Assert.False(await AdmitAsync(other, Work()));

        Assert.Equal(TimeSpan.Zero, (await TendAsync(other, TendMode.JoinLate, leases: [Work()])).Shut);
        Assert.Equal(2, await AdmittedOfThreeAsync(one));
    }

    private RedisBooks Replica(string name) => new(
        _connection.GetDatabase(), _keys, new(), new(name + "/1", 60_000, 15_000, 9_000, 8_000, TurnsBeforeBatch: 9), _time)
    { Clock = () => _time.GetUtcNow().ToUnixTimeMilliseconds() };

    private PastRequest Past() => new(Guid.NewGuid().ToString("N"), "a:chat", _time.GetTimestamp(), untold: true);

    private static Task<TendReply> TendAsync(RedisBooks books, TendMode mode, AdmissionRequest[]? leases = null, PastRequest[]? past = null, Reservation[]? reserved = null) =>
        books.TendAsync("main", mode, 2, [.. (leases ?? []).Select(lease => new LeaseNote(lease, TimeSpan.Zero, Untold: true))], past ?? [], [], reserved ?? []);

    private static async Task<bool> AdmitAsync(RedisBooks books, AdmissionRequest work) => (await books.AdmitAsync(work, TimeSpan.Zero)).Status is AdmitStatus.Admitted;

    private static async Task<int> AdmittedOfThreeAsync(RedisBooks books)
    {
        var admitted = 0;
        for (var i = 0; i < 3; i++)
            admitted += await AdmitAsync(books, Work()) ? 1 : 0;
        return admitted;
    }

    private static AdmissionRequest Work() => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Account = "main",
        Levels = [new(LimitLevel.Account, "chat", Limits)],
        Units = AdmissionUnits.Request | AdmissionUnits.Slot,
        Team = "blue",
    };
}
