using StackExchange.Redis;
using Waves.Simulator.Limits;

namespace Gateway.Benchmarks.Admission;

/// <summary>Redis fails in every way under load.</summary>
internal static class RedisOutageProof
{
    private const int Slots = 20;

    public static async IAsyncEnumerable<ProofLine> RunAsync()
    {
        yield return await HurtAsync("killed and restarted empty after 5 s", async site =>
        {
            site.Redis.Kill();
            await PauseAsync(5);
            await site.Redis.RestartAsync();
        });
        yield return await HurtAsync("frozen for 5 s", async site =>
        {
            site.Redis.Freeze();
            await PauseAsync(5);
            site.Redis.Thaw();
        });
        yield return await HurtAsync("absent at start, there after 3 s", site => site.Redis.RestartAsync(), redisLater: true);
        yield return await HurtAsync("flushed", site => WithServerAsync(site, server => server.FlushAllDatabasesAsync()));
        yield return await HurtAsync("script cache flushed", site => WithServerAsync(site, server => server.ScriptFlushAsync()));
    }

    /// <summary>The server dies, and the one that followed it takes over a second later.</summary>
    public static async IAsyncEnumerable<ProofLine> FailOverAsync()
    {
        yield return await HurtAsync(
            "killed, its follower promoted after 1 s",
            async site =>
            {
                site.Redis.Kill();
                await PauseAsync(1);
                await using var redis = await ConnectionMultiplexer.ConnectAsync(site.Standby!.ConnectionString + ",allowAdmin=true");
                await redis.GetServers().Single().ReplicaOfAsync(null!);
            },
            standby: true);
    }

    /// <summary>Twelve clients a replica call without pause, which is less than the plan allows, while Redis is hurt.</summary>
    private static async Task<ProofLine> HurtAsync(string how, Func<ProofSite, Task> hurt, bool standby = false, bool redisLater = false)
    {
        await using var site = await ProofSite.StartAsync(Slots, null, TimeSpan.FromMilliseconds(25), standby: standby, redisLater: redisLater);
        using var crowd = new ChatCrowd(site);
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 36).Select(client => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
                await crowd.CallAsync("one", client, TimeSpan.FromSeconds(5));
        })).ToList();
        await PauseAsync(3);
        var began = crowd.Elapsed;
        await hurt(site);
        var over = crowd.Elapsed;
        await PauseAsync(10);
        var mode = await site.ModeAsync();
        await end.CancelAsync();
        await Task.WhenAll(clients);

        var peak = site.Upstream.Books.Group(LimitGroup.Chat).Peak;
        var during = crowd.Calls.Where(call => call.Sent >= began && call.Sent <= over + TimeSpan.FromSeconds(8)).ToList();
        var failed = during.Count(call => call.Status is not (200 or 429));
        var after = crowd.Calls.Where(call => call.Sent > over + TimeSpan.FromSeconds(8)).ToList();
        var calm = after.Count(call => call.Status == 200) / Math.Max(1.0, after.Count);
        var p99 = during.Select(call => (call.Took - call.Queued).TotalMilliseconds).Order().ElementAtOrDefault((int)(during.Count * 0.99));
        return new(
            $"Redis {how}, 36 clients on 20 slots: peak; failed; 429; p99 beside the queue; mode after; served after",
            "<= 20; 0; few; small; normal; 100 %",
            $"{peak}; {failed}; {during.Count(call => call.Status == 429)}; {p99:F0} ms; {mode}; {calm:P0}",
            peak <= Slots && failed == 0 && calm > 0.999 && mode == "normal");
    }

    private static Task PauseAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);

    private static async Task WithServerAsync(ProofSite site, Func<IServer, Task> act)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(site.Redis.ConnectionString + ",allowAdmin=true");
        await act(redis.GetServers().Single());
    }
}
