using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Benchmarks.Admission;
using Gateway.Cli.Load;
using Gateway.Policies.Keys;
using Waves.Simulator;
using Waves.Simulator.Books;
using Waves.Simulator.Faults;
using Waves.Simulator.Pacing;

namespace Gateway.Benchmarks.Metering;

/// <summary>
/// Holds the records against the simulator's own books after thousands of calls of every kind: all of them whole, then one
/// in five cut by caller or upstream while the database comes and goes, then with gateways that are killed.
/// </summary>
internal sealed partial class UsageProof(TextWriter output, int acts)
{
    private const string AdminKey = "an admin key for a proof on this machine only";
    private const int Callers = 12;

    /// <summary>Figures of both sides, and how many units of them a record may round away.</summary>
    private static readonly (string Name, string Field, Func<WorkDone, double> Of, int Rounding)[] Figures =
    [
        ("characters", "characters", work => work.Characters, 0),
        ("code points", "codePoints", work => work.CodePoints, 0),
        ("prompt tokens", "promptTokens", work => work.PromptTokens, 0),
        ("completion tokens", "completionTokens", work => work.CompletionTokens, 0),
        ("audio heard, ms", "audioInMilliseconds", work => work.AudioInMs, 1),
        ("audio spoken, ms", "audioOutMilliseconds", work => work.AudioOutMs, 1),
    ];

    private readonly Random _random = new(20260901);

    /// <returns>0 when everything agrees.</returns>
    public async Task<int> RunAsync()
    {
        var holds = true;
        var folder = Directory.CreateTempSubdirectory("usage-proof-");
        await output.WriteLineAsync("| Load | Figure | Upstream | Records | Difference | |");
        await output.WriteLineAsync("|---|---|---:|---:|---:|---|");
        holds &= await PhaseAsync(Path.Combine(folder.FullName, "0.db"), "whole", cuts: false, outages: false, kills: 0);
        holds &= await PhaseAsync(Path.Combine(folder.FullName, "1.db"), "one in five cut, database away at times", cuts: true, outages: true, kills: 0);
        holds &= await PhaseAsync(Path.Combine(folder.FullName, "2.db"), "one in five cut, gateway killed three times", cuts: true, outages: false, kills: 3);
        folder.Delete(recursive: true);
        return holds ? 0 : 1;
    }

    private async Task<bool> PhaseAsync(string database, string name, bool cuts, bool outages, int kills)
    {
        await using var waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Cadence = Cadence.Lifelike with { RealTimeFactor = 40, TimeToFirstToken = default, CompleteBackoff = default } });
        var secret = VirtualKeySecret.Create();
        await using var gateway = new GatewayReplica("usage", Settings(waves, secret, database));
        await gateway.StartAsync();
        using var trouble = new CancellationTokenSource();
        var outage = outages ? OutagesAsync(database, trouble.Token) : Task.CompletedTask;
        List<RequestRecord> dying = [];
        for (var life = 0; life <= kills; life++)
        {
            using var killed = new CancellationTokenSource();
            var crowd = CrowdAsync(gateway, secret, acts / (kills + 1), cuts ? waves : null, killed.Token);
            if (life < kills)
            {
                await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
                gateway.Kill();
                // What may be missing: what ran, and what had ended within the last flush and was not written yet.
                var recent = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1);
                dying.AddRange(waves.Books.Requests.Where(request => request.EndedAt is null || request.EndedAt > recent));
                await killed.CancelAsync();
                await crowd;
                await gateway.StartAsync();
            }
            else
            {
                await crowd;
            }
        }
        await trouble.CancelAsync();
        await outage;
        await waves.Books.WaitForIdleAsync();
        return await CompareAsync(name, waves, gateway, exact: !cuts, dying);
    }

    private async Task CrowdAsync(GatewayReplica gateway, string secret, int count, WavesSimulatorHost? cutting, CancellationToken dying)
    {
        using var caller = new LoadCaller(gateway.Address, secret);
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i <= count && !dying.IsCancellationRequested)
            {
                var (leaves, after) = Chance(cutting);
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(dying);
                if (leaves)
                    patience.CancelAfter(after);
                try
                {
                    await LoadActs.All[i % LoadActs.All.Count](caller, patience.Token);
                }
                catch (Exception e) when (e is HttpRequestException or WebSocketException or IOException or OperationCanceledException)
                {
                    // It left, or something broke.
                }
            }
        }));
    }

    /// <summary>One in ten leaves, and one in ten answers of the upstream breaks.</summary>
    private (bool Leaves, TimeSpan After) Chance(WavesSimulatorHost? cutting)
    {
        if (cutting is null)
            return default;
        lock (_random)
        {
            if (_random.Next(10) == 0 && cutting.Faults.Planned.Count < 100)
                cutting.Faults.Add((_random.Next(2) == 0 ? Fault.ResetAfter(_random.Next(20, 4000)) : Fault.FinAfter(_random.Next(20, 4000))).Once());
            return (_random.Next(10) == 0, TimeSpan.FromMilliseconds(_random.Next(1, 300)));
        }
    }

    /// <summary>The database is there for a second and away for a second; in the end it is there.</summary>
    private static async Task OutagesAsync(string database, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
            File.Move(database, database + ".away");
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
            File.Move(database + ".away", database, overwrite: true);
        }
    }

    /// <param name="name">What the load is called.</param>
    /// <param name="waves">Whose books are held against the records.</param>
    /// <param name="gateway">Whose records.</param>
    /// <param name="exact">Whether all work was whole.</param>
    /// <param name="dying">What records may be missing of: it ran or had just ended when a gateway was killed.</param>
    private async Task<bool> CompareAsync(string name, WavesSimulatorHost waves, GatewayReplica gateway, bool exact, List<RequestRecord> dying)
    {
        using var admin = new HttpClient { BaseAddress = gateway.Admin };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        for (var quiet = 0; quiet < 20;)
        {
            quiet = Waiting().Matches(await admin.GetStringAsync("/metrics")).All(match => match.Groups[1].Value == "0") ? quiet + 1 : 0;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        var row = (await admin.GetFromJsonAsync<JsonElement>("/admin/v1/usage")).GetProperty("rows")[0];
        var work = waves.Books.Work;
        var pieces = waves.Books.Requests.Sum(Pieces);
        // None is missing; a call that was cut on its way out has a record and was never seen there.
        var holds = pieces - Of("requests") <= dying.Sum(Pieces) && await LineAsync(name, "pieces of work", pieces, Of("requests"), dying.Sum(Pieces), exact ? 0 : 0.01);
        foreach (var (figure, field, of, rounding) in Figures)
            holds &= await LineAsync(name, figure, (long)of(work), Of(field), dying.Sum(request => (long)of(request.Work)) + (rounding * pieces), exact ? 0 : 0.01);
        if (dying.Count > 0)
            holds &= await LineAsync(name, "killed processes that the last one reports", 1, Gaps().Match(await admin.GetStringAsync("/metrics")) is { Success: true } gaps ? long.Parse(gaps.Groups[1].Value, CultureInfo.InvariantCulture) : 0, 0, 0);
        return holds;

        long Of(string figure) => row.GetProperty(figure).GetInt64();
    }

    private static long Pieces(RequestRecord request) => request is { Socket: not null, Contract: "T3" } ? request.Work.Syntheses : 1;

    private async Task<bool> LineAsync(string load, string figure, long upstream, long records, long allowed, double part)
    {
        var difference = records - upstream;
        var holds = Math.Abs(difference) <= allowed + (upstream * part);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"| {load} | {figure} | {upstream} | {records} | {difference} ({(upstream == 0 ? 0 : 100.0 * difference / upstream):0.###} %) | {(holds ? "agrees" : "**differs**")} |"));
        return holds;
    }

    private static Dictionary<string, string> Settings(WavesSimulatorHost waves, string secret, string database) => new()
    {
        ["Gateway__Upstream__Accounts__0__Name"] = "main",
        ["Gateway__Upstream__Accounts__0__Key"] = SimulatorOptions.DefaultKey,
        ["Gateway__Upstream__Accounts__0__BaseUrl"] = waves.BaseAddress.ToString().TrimEnd('/'),
        ["Gateway__Upstream__Accounts__0__Plan"] = "unlimited",
        ["Gateway__Keys__Items__0__Name"] = "crowd",
        ["Gateway__Keys__Items__0__Team"] = "crowd",
        ["Gateway__Keys__Items__0__Secret"] = secret,
        ["Gateway__Admin__Key"] = AdminKey,
        ["Gateway__Database__ConnectionString"] = $"Data Source={database}",
    };

    [GeneratedRegex(@"(?m)^gateway_metering_(?:queued|spill_size_bytes)(?:\{[^}]*\})? (\d+)")]
    private static partial Regex Waiting();

    [GeneratedRegex(@"(?m)^gateway_metering_gaps_total(?:\{[^}]*\})? (\d+)")]
    private static partial Regex Gaps();
}
