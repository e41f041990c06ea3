using System.Diagnostics.Metrics;
using Gateway.Policies.Admission;
using Gateway.Policies.Plans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Gateway.Admission.Redis;

/// <summary>What a replica tells the books when it comes back.</summary>
public sealed class SharedAccountTests(RedisFixture redis)
{
    private static readonly LimitSet FourSlots = new() { Slots = 4 };

    [Fact]
    public async Task Return_AfterASilenceInWhichWorkEnded_SetsAsideAllThatItHad()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync((await redis.ServerAsync()).ConnectionString);
        var keys = new RedisKeys($"test-{Guid.NewGuid():N}"[..17]);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new AdmissionMetrics(services.GetRequiredService<IMeterFactory>());
        var contact = new RedisContact(TimeSpan.FromSeconds(10), TimeProvider.System, metrics, NullLogger.Instance);
        var own = new MemoryAdmissionStore(new(), TimeProvider.System);
        using var account = new SharedAccount("main", new(2, 0, TimeSpan.FromSeconds(15), AdmissionRules.Minute), Books("one"), contact, own, TimeProvider.System, metrics);
        var other = Books("other");
        await other.TendAsync("main", TendMode.Join, 2, [], [], [], []);
        await account.TendAsync(TendMode.Join, default);
        var works = Enumerable.Range(0, 3).Select(_ => Work()).ToList();
        foreach (var work in works)
        {
            account.Share.Note(work);
            own.Adopt(work);
            account.HoldUntold(work.Id, work);
        }

        account.Share.Fix();
        await account.ReleaseAsync(works[0].Id, unused: false);
        await account.ReleaseAsync(works[1].Id, unused: false);
        Assert.Equal(TimeSpan.Zero, await account.TendAsync(TendMode.Return, default));
        Assert.Equal([true, false], await AdmitAsync(other, 2));

        contact.Return();
        await account.TendAsync(TendMode.Returned, default);
        Assert.Equal([true, true, false], await AdmitAsync(other, 3));

        RedisBooks Books(string name) => new(connection.GetDatabase(), keys, new(), new(name + "/1", 60_000, 15_000, 9_000, 8_000, TurnsBeforeBatch: 9), TimeProvider.System);
    }

    [Fact]
    public async Task LeftLate_WhileTheLineIsFull_IsToldBeforeTheRelease()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync((await redis.ServerAsync()).ConnectionString);
        var keys = new RedisKeys($"test-{Guid.NewGuid():N}"[..17]);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new AdmissionMetrics(services.GetRequiredService<IMeterFactory>());
        var contact = new RedisContact(TimeSpan.FromMinutes(10), TimeProvider.System, metrics, NullLogger.Instance);
        var own = new MemoryAdmissionStore(new(), TimeProvider.System);
        var books = new RedisBooks(connection.GetDatabase(), keys, new(), new("one/1", 60_000, 15_000, 9_000, 8_000, TurnsBeforeBatch: 9), TimeProvider.System);
        using var account = new SharedAccount("main", new(1, 0, TimeSpan.FromSeconds(15), AdmissionRules.Minute), books, contact, own, TimeProvider.System, metrics);
        await account.TendAsync(TendMode.Join, default);
        contact.Return();
        contact.Restore();
        var work = Work();
        Assert.True((await account.AskAsync(work.Id, work, TimeSpan.Zero, contact.Phase, default))!.Value.Admitted);

        var unanswered = new TaskCompletionSource<bool>();
        var line = Enumerable.Range(0, 100).Select(_ => contact.AskInLineAsync(contact.Phase, static ask => ask.Task, unanswered).AsTask()).ToList();
        await account.LeftLateAsync(work.Id).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        unanswered.SetResult(true);
        await Task.WhenAll(line);
    }

    [Fact]
    public async Task Turn_HeardWhenItsSlotIsSoldAlready_IsNone()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync((await redis.ServerAsync()).ConnectionString);
        var keys = new RedisKeys($"test-{Guid.NewGuid():N}"[..17]);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new AdmissionMetrics(services.GetRequiredService<IMeterFactory>());
        var clock = new FakeTimeProvider();
        var contact = new RedisContact(TimeSpan.FromMinutes(10), clock, metrics, NullLogger.Instance);
        using var account = new SharedAccount("main", new(2, 0, TimeSpan.FromSeconds(15), AdmissionRules.Minute), Books("frozen"), contact, new(new(), clock), clock, metrics);
        await account.TendAsync(TendMode.Join, default);
        contact.Return();
        contact.Restore();
        var other = Books("other");
        await other.TendAsync("main", TendMode.Join, 2, [], [], [], []);
        var holders = Enumerable.Range(0, 4).Select(_ => Work()).ToList();
        foreach (var holder in holders)
            Assert.Equal(AdmitStatus.Admitted, (await other.AdmitAsync(holder, TimeSpan.Zero)).Status);
        var work = Work();
        var turn = account.AskAsync(work.Id, work, TimeSpan.FromMinutes(5), contact.Phase, default);
        while ((await other.ViewAsync("main")) is not [{ Waiting: 1 }])
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);

        // The turn is given to a process that stands still, and all slots to others when nobody renews any.
        await other.ReleaseAsync("main", [(holders[0].Id, false)]);
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal([true, true, true, true, false], await AdmitAsync(other, 5));
        account.TakeTurn(work.Id, new() { Admitted = true });

        Assert.Null(await turn);
        Assert.Equal(0, account.Held);

        RedisBooks Books(string name) => new(connection.GetDatabase(), keys, new(), new(name + "/1", 60_000, 15_000, 60_000, 8_000, TurnsBeforeBatch: 9), clock) { Clock = () => clock.GetUtcNow().ToUnixTimeMilliseconds() };
    }

    [Fact]
    public async Task Confirm_OfALeaseThatWasGivenBack_AsksNobody()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync((await redis.ServerAsync()).ConnectionString);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new AdmissionMetrics(services.GetRequiredService<IMeterFactory>());
        var clock = new FakeTimeProvider();
        var contact = new RedisContact(TimeSpan.FromMinutes(10), clock, metrics, NullLogger.Instance);
        var books = new RedisBooks(connection.GetDatabase(), new($"test-{Guid.NewGuid():N}"[..17]), new(), new("one/1", 60_000, 15_000, 9_000, 8_000, TurnsBeforeBatch: 9), clock);
        using var account = new SharedAccount("main", new(1, 0, TimeSpan.FromSeconds(15), AdmissionRules.Minute), books, contact, new(new(), clock), clock, metrics);
        await account.TendAsync(TendMode.Join, default);
        contact.Return();
        contact.Restore();
        var work = Work();
        var lease = (await account.AskAsync(work.Id, work, TimeSpan.Zero, contact.Phase, default))!.Value.Lease!;
        await account.ReleaseAsync(work.Id, unused: false);
        clock.Advance(TimeSpan.FromSeconds(20));

        Assert.True(await lease.ConfirmAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
    }

    private static async Task<List<bool>> AdmitAsync(RedisBooks books, int times)
    {
        var admitted = new List<bool>();
        for (var i = 0; i < times; i++)
            admitted.Add((await books.AdmitAsync(Work(), TimeSpan.Zero)).Status is AdmitStatus.Admitted);
        return admitted;
    }

    private static AdmissionRequest Work() => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Account = "main",
        Levels = [new(LimitLevel.Account, "chat", FourSlots)],
        Units = AdmissionUnits.Request | AdmissionUnits.Slot,
        Team = "blue",
    };
}
