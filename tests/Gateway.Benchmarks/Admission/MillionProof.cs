using Gateway.Admission;
using Gateway.Admission.Redis;
using Gateway.Policies.Admission;
using Gateway.Policies.Plans;

namespace Gateway.Benchmarks.Admission;

/// <summary>A million admissions on each kind of books, by many workers at once: none over, none left behind.</summary>
internal static class MillionProof
{
    private const int Slots = 20;
    private const int Workers = 64;

    // A queue of workers on two cores is not an outage.
    private static readonly AdmissionOptions Options = new() { DecisionBudget = TimeSpan.FromSeconds(5) };

    public static async IAsyncEnumerable<ProofLine> OnMemoryAsync(int admissions)
    {
        yield return await DriveAsync("memory", [new MemoryAdmissionStore(Options.Rules, TimeProvider.System)], admissions);
    }

    public static async IAsyncEnumerable<ProofLine> OnRedisAsync(int admissions)
    {
        await using var redis = await RedisServerProcess.StartAsync();
        yield return await DriveSharedAsync("redis-server", redis, admissions);
    }

    public static async IAsyncEnumerable<ProofLine> OnGarnetAsync(int admissions)
    {
        await using var garnet = EmbeddedGarnet.Start();
        yield return await DriveSharedAsync("Garnet", garnet, admissions);
    }

    private static async Task<ProofLine> DriveSharedAsync(string name, ITestRedis server, int admissions)
    {
        var replicas = new[] { await RedisReplica.StartAsync(server, Options, "proof", "one"), await RedisReplica.StartAsync(server, Options, "proof", "two") };
        var line = await DriveAsync($"{name}, 2 replicas", [.. replicas], admissions);
        foreach (var replica in replicas)
            await replica.StopAsync(CancellationToken.None);
        return line;
    }

    private static async Task<ProofLine> DriveAsync(string name, IAdmissionStore[] stores, int admissions)
    {
        var upstream = new InFlight();
        var limits = new LimitSet { Slots = Slots };
        var (left, refused) = (admissions, 0);
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var store = stores[worker % stores.Length];
            var team = $"team-{worker % 4}";
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var work = new AdmissionRequest
                {
                    Id = Guid.NewGuid().ToString("N"),
                    Account = "main",
                    Levels = [new(LimitLevel.Account, "chat", limits), new(LimitLevel.Team, team, LimitSet.None), new(LimitLevel.Key, team, LimitSet.None)],
                    Units = AdmissionUnits.Request | AdmissionUnits.Slot,
                    Team = team,
                    MaxWait = TimeSpan.FromMinutes(1),
                };
                if (!(await store.AdmitAsync(work, CancellationToken.None)).Admitted)
                {
                    Interlocked.Increment(ref refused);
                    continue;
                }
                upstream.Enter();
                await Task.Yield();
                upstream.Leave();
                await store.ReleaseAsync("main", work.Id);
            }
        })));
        var took = TimeProvider.System.GetElapsedTime(began);
        var pools = (await ((IAdmissionView)stores[0]).ViewAsync("main", CancellationToken.None)).Pools;
        var (held, waiting) = (pools.Sum(pool => pool.Slots), pools.Sum(pool => pool.Waiting));
        return new(
            $"{admissions:N0} admissions on {name}, {Workers} workers, {Slots} slots: peak; refused; held after; waiting after",
            $"<= {Slots}; 0; 0; 0",
            $"{upstream.Peak}; {refused}; {held}; {waiting} ({admissions / took.TotalSeconds:N0} a second)",
            upstream.Peak <= Slots && refused == 0 && held == 0 && waiting == 0);
    }
}
