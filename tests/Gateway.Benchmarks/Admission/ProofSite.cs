using System.Globalization;
using Gateway.Admission.Redis;
using Gateway.Policies.Keys;
using Waves.Simulator;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Benchmarks.Admission;

/// <summary>Three gateways on one Redis before one upstream, whose own books are the truth.</summary>
internal sealed class ProofSite : IAsyncDisposable
{
    /// <summary>The teams of the site and their weights.</summary>
    public static IReadOnlyDictionary<string, double> Teams { get; } = new Dictionary<string, double> { ["one"] = 1, ["two"] = 2, ["four"] = 4, ["flood"] = 1, ["quiet"] = 1 };

    private readonly List<RedisServerProcess> _standbys = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("admission").FullName;

    private ProofSite(WavesSimulatorHost upstream, RedisServerProcess redis) => (Upstream, Redis) = (upstream, redis);

    public WavesSimulatorHost Upstream { get; }

    public RedisServerProcess Redis { get; }

    public List<GatewayReplica> Replicas { get; } = [];

    /// <summary>The virtual key of each team.</summary>
    public Dictionary<string, string> Keys { get; } = Teams.Keys.ToDictionary(team => team, _ => VirtualKeySecret.Create());

    /// <summary>A Redis that follows <see cref="Redis"/>; null where there is none.</summary>
    public RedisServerProcess? Standby => _standbys.FirstOrDefault();

    /// <param name="slots">Slots of the plan; null: unlimited.</param>
    /// <param name="perMinute">Requests a minute of the plan; null: unlimited.</param>
    /// <param name="service">How long the upstream takes for an answer.</param>
    /// <param name="replicas">How many gateways.</param>
    /// <param name="groups">The limit groups that the figures are for; null: chat.</param>
    /// <param name="standby">Whether a second Redis follows the first.</param>
    /// <param name="redisLater">Whether Redis is not there yet when the gateways start.</param>
    /// <param name="clocks">By how many hours the replicas' clocks are off, in their order; null: they have the machine's.</param>
    /// <param name="more">Further settings.</param>
    public static async Task<ProofSite> StartAsync(int? slots, int? perMinute, TimeSpan service, int replicas = 3, string[]? groups = null, bool standby = false, bool redisLater = false, int[]? clocks = null, Dictionary<string, string>? more = null)
    {
        var upstream = await WavesSimulatorHost.StartAsync(
            new SimulatorOptions { Limits = PlanLimits.Unlimited, Cadence = Cadence.Instant with { TimeToFirstToken = service, TimeToFirstAudio = service } });
        var site = new ProofSite(upstream, await RedisServerProcess.StartAsync());
        if (standby)
        {
            site._standbys.Add(await RedisServerProcess.StartAsync());
            await site.Standby!.TellAsync($"REPLICAOF 127.0.0.1 {site.Redis.Port}");
        }
        if (redisLater)
            site.Redis.Kill();
        for (var i = 0; i < replicas; i++)
        {
            if (clocks is not null)
                site.SetClock(i, clocks[i]);
            var replica = new GatewayReplica($"replica-{i}", site.Settings(i, slots, perMinute, replicas, groups ?? ["chat"], more ?? []), clocks is null ? null : site.ClockOf(i));
            site.Replicas.Add(replica);
            await replica.StartAsync();
        }
        return site;
    }

    /// <summary>Sets the clock of a replica that has one of its own.</summary>
    public void SetClock(int replica, int hoursOff) => FalseClock.Set(ClockOf(replica), TimeSpan.FromHours(hoursOff));

    /// <summary>Waits for what comes within a minute unless something is wrong.</summary>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public static async Task UntilAsync(Func<bool> happened, string what)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !happened(); await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System))
        {
            if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromMinutes(1))
                throw new TimeoutException($"Waited for a minute until {what}.");
        }
    }

    /// <summary><c>normal</c> if all replicas say that they are ready and nothing else.</summary>
    public async Task<string> ModeAsync()
    {
        using var client = new HttpClient();
        var words = await Task.WhenAll(Replicas.Select(replica => client.GetStringAsync(new Uri(replica.Admin, "/readyz"))));
        return words.All(word => word == "ok") ? "normal" : string.Join(", ", words.Distinct());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas)
            await replica.DisposeAsync();
        await Redis.DisposeAsync();
        foreach (var standby in _standbys)
            await standby.DisposeAsync();
        await Upstream.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string ClockOf(int replica) => Path.Combine(_folder, $"{replica}.clock");

    private Dictionary<string, string> Settings(int replica, int? slots, int? perMinute, int replicas, string[] groups, Dictionary<string, string> more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Gateway__Upstream__Accounts__0__Name"] = "main",
            ["Gateway__Upstream__Accounts__0__Key"] = SimulatorOptions.DefaultKey,
            ["Gateway__Upstream__Accounts__0__BaseUrl"] = Upstream.BaseAddress.ToString().TrimEnd('/'),
            ["Gateway__Upstream__Accounts__0__Plan"] = "unlimited",
            ["Gateway__Redis__ConnectionString"] = string.Join(',', _standbys.Select(standby => standby.ConnectionString).Prepend(Redis.ConnectionString)),
            ["Gateway__Admission__MaxWaitBound"] = "00:10:00",
            ["Gateway__Admission__Replicas"] = Number(replicas),
            ["Gateway__Admin__Key"] = "an admin key for a proof on this machine only",
            ["Gateway__Database__ConnectionString"] = $"Data Source={Path.Combine(_folder, $"{replica}.db")}",
        };
        // Room for all who look on; limited all the same, so that there is something to decide.
        settings["Gateway__Upstream__Accounts__0__Limits__management__Slots"] = Number(replicas * 100);
        foreach (var group in groups)
        {
            if (slots is { } most)
                settings[$"Gateway__Upstream__Accounts__0__Limits__{group}__Slots"] = Number(most);
            if (perMinute is { } figure)
                settings[$"Gateway__Upstream__Accounts__0__Limits__{group}__RequestsPerMinute"] = Number(figure);
        }
        foreach (var (name, value) in more)
            settings[name] = value;
        foreach (var (i, (team, weight)) in Teams.Index())
        {
            settings[$"Gateway__Keys__Items__{i}__Name"] = team;
            settings[$"Gateway__Keys__Items__{i}__Team"] = team;
            settings[$"Gateway__Keys__Items__{i}__Secret"] = Keys[team];
            settings[$"Gateway__Keys__Items__{i}__Weight"] = weight.ToString(CultureInfo.InvariantCulture);
        }
        return settings;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
