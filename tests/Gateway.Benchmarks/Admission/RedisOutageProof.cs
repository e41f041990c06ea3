using Waves.Simulator.Limits;

namespace Gateway.Benchmarks.Admission;

/// <summary>Redis fails in every way under load.</summary>
internal static class RedisOutageProof
{
    private const int Slots = 20;

    /// <summary>Long enough that clients, gateways and upstream together leave room on two cores: decisions are measured, not the machine.</summary>
    private static readonly TimeSpan Service = TimeSpan.FromMilliseconds(250);

    /// <summary>Until the load is steady.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    /// <summary>Killed and back empty.</summary>
    public static IAsyncEnumerable<ProofLine> KilledAsync() => HurtAsync("killed and restarted empty after 5 s", async site =>
    {
        site.Redis.Kill();
        await PauseAsync(5);
        await site.Redis.RestartAsync();
    });

    /// <summary>Stopped without closing a connection.</summary>
    public static IAsyncEnumerable<ProofLine> FrozenAsync() => HurtAsync("frozen for 5 s", async site =>
    {
        site.Redis.Freeze();
        await PauseAsync(5);
        site.Redis.Thaw();
    });

    /// <summary>Not there when the gateways start.</summary>
    public static IAsyncEnumerable<ProofLine> AbsentAsync() => HurtAsync("absent at start, there after 40 s", site => site.Redis.RestartAsync(), redisLater: true);

    /// <summary>Emptied.</summary>
    public static IAsyncEnumerable<ProofLine> FlushedAsync() => HurtAsync("flushed", site => site.Redis.TellAsync("FLUSHALL"));

    /// <summary>The scripts are unknown again.</summary>
    public static IAsyncEnumerable<ProofLine> ForgetfulAsync() => HurtAsync("script cache flushed", site => site.Redis.TellAsync("SCRIPT FLUSH"));

    /// <summary>The server dies, and the one that followed it takes over a second later.</summary>
    public static IAsyncEnumerable<ProofLine> FailOverAsync() => HurtAsync(
        "killed, its follower promoted after 1 s",
        async site =>
        {
            site.Redis.Kill();
            await PauseAsync(1);
            await site.Standby!.TellAsync("REPLICAOF NO ONE");
        },
        standby: true);

    /// <summary>No outage, but as hard for who goes by clocks: one replica's was off from the start, another's jumps.</summary>
    public static IAsyncEnumerable<ProofLine> ClocksAsync() => HurtAsync(
        "there, a replica's clock an hour fast from its start, another's an hour slow from now on",
        async site =>
        {
            site.SetClock(1, -1);
            await PauseAsync(3);
        },
        clocks: [1, 0, 0]);

    /// <summary>
    /// Twelve clients a replica call for the slots without pause, while Redis is hurt. Beside them calls of another pool,
    /// with room for all, show how long a decision takes.
    /// </summary>
    private static async IAsyncEnumerable<ProofLine> HurtAsync(string how, Func<ProofSite, Task> hurt, bool standby = false, bool redisLater = false, int[]? clocks = null)
    {
        await using var site = await ProofSite.StartAsync(Slots, null, Service, standby: standby, redisLater: redisLater, clocks: clocks);
        using var crowd = new ChatCrowd(site);
        var cold = await crowd.WarmUpAsync(36, TimeSpan.FromSeconds(30));
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 36).Select(client => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
                await crowd.CallAsync("one", client, TimeSpan.FromSeconds(5));
        })).ToList();
        var looking = LookAsync(crowd, end.Token);
        var loaded = crowd.Elapsed;
        await PauseAsync(2 * Settle.TotalSeconds);
        var began = crowd.Elapsed;
        await hurt(site);
        var over = crowd.Elapsed;
        // Until the replicas have noticed.
        await PauseAsync(0.2);
        while (crowd.Elapsed - over < TimeSpan.FromSeconds(15) && await site.ModeAsync() != "normal")
            await PauseAsync(0.05);
        var back = crowd.Elapsed;
        await PauseAsync(3);
        await end.CancelAsync();
        await Task.WhenAll(clients);
        var looks = await looking;

        var peak = Math.Max(cold, site.Upstream.Books.Group(LimitGroup.Chat).Peak);
        var during = crowd.Calls.Where(call => call.Sent + call.Took >= began && call.Sent <= back).ToList();
        var failed = during.Count(call => call.Status is not (200 or 429));
        var after = crowd.Calls.Where(call => call.Sent > back).ToList();
        var calm = after.Count(call => call.Status == 200) / Math.Max(1.0, after.Count);
        yield return new(
            $"Redis {how}, 36 clients on {Slots} slots: peak; failed; refused; back to normal; served after",
            $"<= {Slots}; 0; few; <= 10 s; 100 %",
            $"{peak}; {failed}; {during.Count(call => call.Status == 429)}; {(back - over).TotalSeconds:F1} s; {calm:P0}",
            peak <= Slots && failed == 0 && back - over <= TimeSpan.FromSeconds(10) && calm > 0.999);

        // Without Redis from the start there is no before.
        var quiet = looks.Where(call => redisLater ? call.Sent > back : call.Sent > loaded + Settle && call.Sent < began).ToList();
        var away = looks.Where(call => call.Sent >= (redisLater ? loaded + Settle : began) && call.Sent <= back).ToList();
        yield return new(
            $"Redis {how}: decisions while it is away ({away.Count}), p99 (with Redis); longest; refused",
            "<= 100 ms; ; 0",
            $"{Percentile(away, 0.99):F0} ms ({Percentile(quiet, 0.99):F0} ms); {Percentile(away, 1):F0} ms; {away.Count(call => call.Status != 200)}",
            Percentile(away, 0.99) <= 100 && away.TrueForAll(call => call.Status == 200));
    }

    /// <summary>Calls at a steady pace, whatever becomes of those before.</summary>
    private static async Task<List<ChatCall>> LookAsync(ChatCrowd crowd, CancellationToken end)
    {
        var looks = new List<Task<ChatCall>>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!end.IsCancellationRequested && await timer.WaitForNextTickAsync(CancellationToken.None))
            looks.Add(crowd.LookAsync("quiet", looks.Count));
        return [.. await Task.WhenAll(looks)];
    }

    private static double Percentile(List<ChatCall> calls, double part)
    {
        var took = calls.Select(call => call.Took.TotalMilliseconds).Order().ToList();
        return took[Math.Min(took.Count - 1, (int)(took.Count * part))];
    }

    private static Task PauseAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
}
