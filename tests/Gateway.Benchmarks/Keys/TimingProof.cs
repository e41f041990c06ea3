using System.Globalization;
using Gateway.Benchmarks.Admission;
using Gateway.Policies.Keys;
using Gateway.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Benchmarks.Keys;

/// <summary>
/// Measures on the wire whether the time of a refusal tells if a key exists: unknown, revoked and expired keys are shown
/// in random order, and for each kind is asked how often its answer takes longer than that of an unknown key. Half of the
/// time means that time tells nothing. Unknown keys are compared with other unknown ones too, which shows the noise.
/// </summary>
internal static class TimingProof
{
    private const int KeysOfAKind = 500;
    private const int Others = 10_000;
    private const int WarmUp = 6_000;
    private const int Calls = 240_000;

    /// <summary>How far from half of the time counts as told: five times what chance alone makes of this many calls.</summary>
    private const double Tolerance = 0.01;

    private static readonly string[] Kinds = ["unknown", "unknown again", "revoked", "expired", "mistyped", "of another scope"];

    /// <param name="output">Where the table goes.</param>
    /// <returns>0 when time told nothing.</returns>
    public static async Task<int> RunAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("gw-timing-");
        try
        {
            var file = Path.Combine(folder.FullName, "gateway.db");
            var keys = await FillAsync(file);
            await using var gateway = new GatewayReplica("timing", new()
            {
                ["Gateway__Database__ConnectionString"] = $"Data Source={file}",
                ["SMALLEST_API_KEY"] = "sk_of_the_benchmark",
                ["SMALLEST_BASE_URL"] = "http://127.0.0.1:9",
                ["Logging__LogLevel__Default"] = "Warning",
            });
            await gateway.StartAsync();
            return await ReportAsync(Measure(gateway.Address, keys), output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<double>[] Measure(Uri gateway, string[][] keys)
    {
        var times = Kinds.Select(_ => new List<double>(Calls / Kinds.Length)).ToArray();
        var random = new Random(1);
        using var caller = new RefusedCaller(gateway);
        for (var i = 0; i < WarmUp + Calls; i++)
        {
            var kind = random.Next(Kinds.Length);
            var (took, status) = caller.Call(keys[kind][random.Next(KeysOfAKind)]);
            var expected = kind == Kinds.Length - 1 ? "403" : "401";
            if (status != expected)
                throw new InvalidOperationException($"The answer to a key that is {Kinds[kind]} was {status}.");
            if (i >= WarmUp)
                times[kind].Add(took.TotalMicroseconds);
        }
        return times;
    }

    private static async Task<int> ReportAsync(List<double>[] times, TextWriter output)
    {
        var broken = 0;
        await output.WriteLineAsync("| key | answers | median | slower than an unknown one | |\n|---|---|---|---|---|");
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            var slower = Slower(times[kind], times[0]);
            // A mistyped key is told by its checksum, one of another scope by its status: their time is no secret.
            var verdict = kind is 0 or > 3 ? "" : Math.Abs(slower - 0.5) <= Tolerance ? "kept" : "**broken**";
            broken += verdict == "**broken**" ? 1 : 0;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"| {Kinds[kind]} | {times[kind].Count} | {Median(times[kind]):0.0} µs | {slower:P2} of the time | {verdict} |"));
        }
        return broken == 0 ? 0 : 1;
    }

    /// <summary>How often one of the first takes longer than one of the second (Mann-Whitney); ties count half.</summary>
    private static double Slower(List<double> first, List<double> second)
    {
        var sorted = second.Order().ToArray();
        return first.Sum(time => (Below(sorted, time) + Below(sorted, Math.BitIncrement(time))) / 2.0) / ((double)first.Count * sorted.Length);
    }

    /// <summary>How many are below a value.</summary>
    private static int Below(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>A database with many keys; gives the secrets of each kind.</summary>
    private static async Task<string[][]> FillAsync(string file)
    {
        var secrets = Kinds.Select(_ => Enumerable.Range(0, KeysOfAKind).Select(_ => VirtualKeySecret.Create()).ToArray()).ToArray();
        secrets[4] = [.. secrets[4].Select(secret => secret[..^1] + (secret[^1] == 'A' ? 'B' : 'A'))];
        await using var services = KeysProof.Open(file);
        var directory = services.GetRequiredService<VirtualKeyDirectory>();
        await directory.RefreshAsync(CancellationToken.None);
        await services.GetRequiredService<GatewayDatabase>().WriteAsync(
            async session =>
            {
                var revision = await Revisions.AdvanceAsync(session);
                await TeamTable.InsertAsync(session, new() { Name = "team", Version = 1, Revision = revision });
                await InsertAsync(session, revision, secrets[2], new(), revokedAt: 1);
                await InsertAsync(session, revision, secrets[3], new() { ExpiresAt = DateTimeOffset.UnixEpoch });
                await InsertAsync(session, revision, secrets[5], new() { Scopes = ["chat"] });
                await InsertAsync(session, revision, [.. Enumerable.Range(0, Others).Select(_ => VirtualKeySecret.Create())], new());
                await session.CommitAsync(revision);
                return 0;
            },
            CancellationToken.None);
        SqliteConnection.ClearAllPools();
        return secrets;

        async Task InsertAsync(DatabaseSession session, long revision, string[] made, KeySettings settings, long? revokedAt = null)
        {
            foreach (var secret in made)
            {
                var id = $"key_{Guid.NewGuid():N}";
                directory.Pepper!.Hasher.TryHash(secret, out var hash);
                await KeyTable.InsertAsync(session, new() { Id = id, Team = "team", Settings = KeyRow.WriteSettings(settings), RevokedAt = revokedAt, Version = 1, Revision = revision });
                await SecretTable.InsertAsync(session, new() { Hash = hash.ToBytes(), KeyId = id, Hint = "xxxx" });
            }
        }
    }
}
