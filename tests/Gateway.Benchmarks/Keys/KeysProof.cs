using System.Globalization;
using Gateway.Benchmarks.Admission;
using Gateway.Caller;
using Gateway.Configuration;
using Gateway.Policies.Keys;
using Gateway.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Benchmarks.Keys;

/// <summary>
/// Measures what the keys promise: a start with 100,000 of them in about a second, a change taken up well within one, a
/// look-up whose cost neither their number nor the answer changes.
/// </summary>
internal static class KeysProof
{
    private const int Many = 100_000;
    private const int Teams = 200;
    private const int Rounds = 7;
    private const int Lookups = 200_000;
    private const int WarmUpTurns = 100;
    private const int Turns = 500;
    private const int LookupsOfATurn = 1_000;
    private const int Different = 10_000;

    /// <param name="output">Where the table goes.</param>
    /// <returns>0 when every promise was kept.</returns>
    public static async Task<int> RunAsync(TextWriter output)
    {
        await output.WriteLineAsync("| | promised | seen | |\n|---|---|---|---|");
        var broken = 0;
        var folder = Directory.CreateTempSubdirectory("gw-keys-");
        try
        {
            await foreach (var line in LinesAsync(Path.Combine(folder.FullName, "gateway.db")))
            {
                broken += line.Holds ? 0 : 1;
                await output.WriteLineAsync($"| {line.What} | {line.Wanted} | {line.Seen} | {(line.Holds ? "kept" : "**broken**")} |");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return broken == 0 ? 0 : 1;
    }

    private static async IAsyncEnumerable<ProofLine> LinesAsync(string file)
    {
        var time = TimeProvider.System;
        string id;
        string[] secrets;
        await using (var making = Open(file))
        {
            await making.GetRequiredService<VirtualKeyDirectory>().RefreshAsync(CancellationToken.None);
            (id, secrets) = await FillAsync(making, Many);
        }

        await using var services = Open(file);
        var directory = services.GetRequiredService<VirtualKeyDirectory>();
        var started = time.GetTimestamp();
        await directory.RefreshAsync(CancellationToken.None);
        var load = time.GetElapsedTime(started);
        yield return new($"read {directory.Current.Count:N0} keys, cold", "about 1 s", Milliseconds(load), load < TimeSpan.FromSeconds(1.5) && directory.Current.Count == Many);

        var database = services.GetRequiredService<GatewayDatabase>();
        await database.WriteAsync(
            async session =>
            {
                var revision = await Revisions.AdvanceAsync(session);
                await session.ExecuteAsync("UPDATE virtual_keys SET revoked_at = 1, revision = @revision WHERE id = @id", new { id, revision });
                await session.CommitAsync(revision);
                return 0;
            },
            CancellationToken.None);
        started = time.GetTimestamp();
        await directory.RefreshAsync(CancellationToken.None);
        var change = time.GetElapsedTime(started);
        yield return new("take up one revocation among them", "< 500 ms", Milliseconds(change), change < TimeSpan.FromMilliseconds(500) && directory.Current.Find(secrets[0])!.RevokedAt is not null);

        // As many texts in each case, as far apart: what differs is where a look-up leads, not where its text comes from.
        var few = Snapshot(secrets[1..11]);
        var ofFew = Enumerable.Range(0, Different).Select(i => new string(secrets[1 + (i % 10)].AsSpan())).ToArray();
        var known = Enumerable.Range(0, Different).Select(i => new string(secrets[1 + (i * ((Many - 1) / Different))].AsSpan())).ToArray();
        var unknown = Enumerable.Range(0, Different).Select(_ => VirtualKeySecret.Create()).ToArray();
        var (times, second, third) = Compare((few, ofFew), (directory.Current, known), (directory.Current, unknown));
        yield return new("look-up among 10 and among 100,000", "alike", $"{times[0]:N0} ns, {times[1]:N0} ns ({second:P0})", second < 1.2);
        yield return new("look-up of a known and of an unknown key", "within 5 %", $"{times[1]:N0} ns, {times[2]:N0} ns ({third / second:P1})", Math.Abs((third / second) - 1) < 0.05);

        var (path, allocated) = MeasurePath(directory, known);
        yield return new("the whole look-up of a call: checksum, hash, table, in force", "no allocation", $"{path:N0} ns, {allocated} B", allocated == 0);
    }

    /// <summary>
    /// What a look-up costs in three cases, and the second and third as shares of the first. They take turns of a few
    /// milliseconds, so that what else the machine does meets all of them, and the medians leave its moments out.
    /// </summary>
    private static (double[] Nanoseconds, double Second, double Third) Compare(params (VirtualKeySnapshot Keys, string[] Secrets)[] cases)
    {
        var now = TimeProvider.System.GetUtcNow();
        GC.Collect();
        var turns = cases.Select(_ => new List<double>()).ToArray();
        for (var turn = 0; turn < WarmUpTurns + Turns; turn++)
        {
            for (var each = 0; each < cases.Length; each++)
            {
                var (keys, secrets) = cases[each];
                var started = TimeProvider.System.GetTimestamp();
                for (var i = 0; i < LookupsOfATurn; i++)
                    keys.FindActive(secrets[((turn * LookupsOfATurn) + i) % secrets.Length], now);
                if (turn >= WarmUpTurns)
                    turns[each].Add(TimeProvider.System.GetElapsedTime(started).TotalNanoseconds / LookupsOfATurn);
            }
        }
        return ([.. turns.Select(times => Median([.. times]))], Share(1), Share(2));

        double Share(int each) => Median([.. turns[each].Zip(turns[0], (time, first) => time / first)]);
    }

    /// <summary>What a call costs that shows a key in force: time, and bytes on the heap.</summary>
    private static (double Nanoseconds, long Bytes) MeasurePath(VirtualKeyDirectory directory, string[] secrets)
    {
        var keys = new CallerKeys(directory, TimeProvider.System);
        var (context, shown) = (new DefaultHttpContext(), secrets.Select(secret => new Secret(secret)).ToArray());
        var times = new List<double>();
        var bytes = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var (before, started) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
            for (var i = 0; i < Lookups; i++)
            {
                if (keys.Find(context, shown[i % shown.Length]).Key is null)
                    throw new InvalidOperationException("The key is not known.");
            }
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalNanoseconds / Lookups);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Lookups;
        }
        return (Median(times), bytes);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static VirtualKeySnapshot Snapshot(string[] secrets)
    {
        var hasher = new KeyHasher("a pepper for benchmarks"u8);
        var keys = new Dictionary<KeyHash, VirtualKey>();
        for (var i = 0; i < secrets.Length; i++)
        {
            hasher.TryHash(secrets[i], out var hash);
            keys[hash] = new VirtualKey { Id = $"key_{i}", Team = "support" };
        }
        return new(keys, 1) { Hasher = hasher };
    }

    private static async Task<(string FirstId, string[] Secrets)> FillAsync(ServiceProvider services, int count)
    {
        var hasher = services.GetRequiredService<VirtualKeyDirectory>().Pepper!.Hasher;
        var secrets = Enumerable.Range(0, count).Select(_ => VirtualKeySecret.Create()).ToArray();
        await services.GetRequiredService<GatewayDatabase>().WriteAsync(
            async session =>
            {
                var revision = await Revisions.AdvanceAsync(session);
                for (var i = 0; i < Teams; i++)
                    await TeamTable.InsertAsync(session, new() { Name = Team(i), Version = 1, Revision = revision });
                for (var i = 0; i < count; i++)
                {
                    hasher.TryHash(secrets[i], out var hash);
                    // Twenty kinds of keys, half of them with a budget.
                    var settings = new KeySettings { Limits = new() { RequestsPerMinute = 10 + (i % 20) }, Budgets = i % 2 == 0 ? [] : [new(BudgetUnit.Characters, BudgetPeriod.Month, 1_000_000)] };
                    await KeyTable.InsertAsync(session, new() { Id = Id(i), Team = Team(i % Teams), Name = $"k{i}", Settings = KeyRow.WriteSettings(settings), Version = 1, Revision = revision });
                    await SecretTable.InsertAsync(session, new() { Hash = hash.ToBytes(), KeyId = Id(i), Hint = "xxxx" });
                }
                await session.CommitAsync(revision);
                return 0;
            },
            CancellationToken.None);
        SqliteConnection.ClearAllPools();
        return (Id(0), secrets);
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"key_{number:D20}");

    private static string Team(int number) => string.Create(CultureInfo.InvariantCulture, $"team-{number:D3}");

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:N0} ms";

    /// <summary>Storage on a file.</summary>
    internal static ServiceProvider Open(string file)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Gateway:Database:ConnectionString"] = $"Data Source={file}" }).Build());
        services.AddLogging();
        services.AddStorage();
        return services.BuildServiceProvider();
    }
}
