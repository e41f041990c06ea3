namespace Gateway.Benchmarks.Admission;

/// <summary>Measures at the upstream what admission promises, and prints a table.</summary>
internal static class AdmissionProof
{
    private static readonly Dictionary<string, Func<IAsyncEnumerable<ProofLine>>> Proofs = new(StringComparer.Ordinal)
    {
        ["crowd3"] = () => CrowdProof.RunAsync(3, 1000, 1),
        ["crowd20"] = () => CrowdProof.RunAsync(20, 1000, 2),
        ["flood"] = FairnessProof.FloodAsync,
        ["shares"] = FairnessProof.SharesAsync,
        ["talkers"] = () => TalkersProof.RunAsync(TimeSpan.FromSeconds(150)),
        ["crash"] = CrashProof.RunAsync,
        ["freeze"] = () => FreezeProof.RunAsync(TimeSpan.FromSeconds(60)),
        ["redis-killed"] = RedisOutageProof.KilledAsync,
        ["redis-frozen"] = RedisOutageProof.FrozenAsync,
        ["redis-absent"] = RedisOutageProof.AbsentAsync,
        ["redis-flushed"] = RedisOutageProof.FlushedAsync,
        ["redis-forgetful"] = RedisOutageProof.ForgetfulAsync,
        ["failover"] = RedisOutageProof.FailOverAsync,
        ["clocks"] = RedisOutageProof.ClocksAsync,
        ["million-memory"] = () => MillionProof.OnMemoryAsync(1_000_000),
        ["million-redis"] = () => MillionProof.OnRedisAsync(1_000_000),
        ["million-garnet"] = () => MillionProof.OnGarnetAsync(1_000_000),
        ["minute10"] = () => MinuteProof.RunAsync(10, TimeSpan.FromSeconds(150)),
        ["minute200"] = () => MinuteProof.RunAsync(200, TimeSpan.FromSeconds(150)),
    };

    static AdmissionProof()
    {
        foreach (var kind in WorkKind.Calls.Concat(WorkKind.Sockets))
            Proofs.Add("ends-" + kind.Name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-'), () => EndsProof.RunAsync(kind));
    }

    /// <param name="names">Which, by the beginning of their names; none: all.</param>
    /// <param name="output">Where the table goes.</param>
    /// <returns>0 when every promise was kept.</returns>
    public static async Task<int> RunAsync(string[] names, TextWriter output)
    {
        var broken = 0;
        await output.WriteLineAsync("| | promised | seen | |\n|---|---|---|---|");
        foreach (var (name, proof) in Proofs)
        {
            if (names.Length > 0 && !Array.Exists(names, part => name.StartsWith(part, StringComparison.Ordinal)))
                continue;
            await foreach (var line in proof())
            {
                broken += line.Holds ? 0 : 1;
                await output.WriteLineAsync($"| {line.What} | {line.Wanted} | {line.Seen} | {(line.Holds ? "kept" : "**broken**")} |");
            }
        }
        return broken == 0 ? 0 : 1;
    }
}
