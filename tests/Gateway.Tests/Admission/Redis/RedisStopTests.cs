using Gateway.Policies.Admission;
using Gateway.RequestPath;

namespace Gateway.Admission.Redis;

/// <summary>A replica that stops leaves nobody waiting and nothing behind, whether Redis answers or not.</summary>
public sealed class RedisStopTests : IAsyncLifetime
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}"[..17];
    private RedisServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RedisServerProcess.Binary is null, "There is no redis-server on the PATH that could be killed.");
        _server = await RedisServerProcess.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task WhoWaits_IsSentAway_AndItsPlaceInLineIsLeft()
    {
        using var stays = await StartAsync();
        using var stops = await StartAsync();
        var held = Work();
        Assert.True((await stays.AdmitAsync(held, default)).Admitted);
        var waits = stops.AdmitAsync(Work(TimeSpan.FromMinutes(1)), default).AsTask();
        while ((await stays.ViewAsync("main", default)).Pools.Single().Waiting == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Patience.Token);

        await stops.StopAsync(default);

        Assert.Equal(LimitKind.StoreUnavailable, (await waits.WaitAsync(Patience.Token)).Limit);
        await stays.ReleaseAsync("main", held.Id);
        // A place that was left behind would have had this turn.
        Assert.True((await stays.AdmitAsync(Work(), default)).Admitted);
        await stays.StopAsync(default);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhoWaits_WhileRedisIsAway_IsSentAway(bool forLong)
    {
        using var stops = await StartAsync();
        Assert.True((await stops.AdmitAsync(Work(), default)).Admitted);
        var waits = stops.AdmitAsync(Work(TimeSpan.FromMinutes(1)), default).AsTask();
        _server.Kill();
        while (forLong && stops.Mode is not AdmissionMode.Degraded)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Patience.Token);

        await stops.StopAsync(default);

        Assert.Equal(LimitKind.StoreUnavailable, (await waits.WaitAsync(Patience.Token)).Limit);
        Assert.Equal(LimitKind.StoreUnavailable, (await stops.AdmitAsync(Work(), default)).Limit);
    }

    private Task<RedisAdmissionStore> StartAsync() => RedisReplica.StartAsync(_server, new() { DecisionBudget = TimeSpan.FromMilliseconds(500) }, _prefix);

    private static AdmissionRequest Work(TimeSpan maxWait = default) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Account = "main",
        Levels = [new(LimitLevel.Account, "chat", new() { Slots = 1 })],
        Units = AdmissionUnits.Slot,
        Team = "team",
        MaxWait = maxWait,
    };
}
