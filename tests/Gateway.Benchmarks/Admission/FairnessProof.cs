namespace Gateway.Benchmarks.Admission;

/// <summary>A flood beside a trickle, and shares by weight.</summary>
internal static class FairnessProof
{
    public static async IAsyncEnumerable<ProofLine> FloodAsync()
    {
        var service = TimeSpan.FromMilliseconds(400);
        await using var site = await ProofSite.StartAsync(3, null, service);
        using var crowd = new ChatCrowd(site);
        var flood = Enumerable.Range(0, 500).Select(i => crowd.CallAsync("flood", i, TimeSpan.FromMinutes(10))).ToList();
        var quiet = new List<Task<ChatCall>>();
        for (var second = 0; second < 40; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            quiet.Add(crowd.CallAsync("quiet", second, TimeSpan.FromMinutes(10)));
        }
        var waits = (await Task.WhenAll(quiet)).Select(call => call.Queued).Order().ToList();
        var p95 = waits[(int)(waits.Count * 0.95)];
        var still = flood.Count(call => !call.IsCompleted);
        yield return new($"500 from one team, 1 a second from another ({still} of the flood still wait): p95 wait of the other", $"<= {service.TotalMilliseconds} ms", $"{p95.TotalMilliseconds} ms", p95 <= service);
    }

    public static async IAsyncEnumerable<ProofLine> SharesAsync()
    {
        var turns = await TurnsAsync(["flood", "quiet", "one"]);
        var jain = Math.Pow(turns.Values.Sum(), 2) / (turns.Count * turns.Values.Sum(t => (double)t * t));
        yield return new("three teams of one weight: Jain index", ">= 0.98", $"{jain:F4}", jain >= 0.98);

        turns = await TurnsAsync(["one", "two", "four"]);
        var (all, weights) = (turns.Values.Sum(), ProofSite.Teams);
        var off = turns.Max(team => Math.Abs((team.Value / (all * weights[team.Key] / 7)) - 1));
        yield return new($"weights 1:2:4: turns {turns["one"]}:{turns["two"]}:{turns["four"]}, furthest from its share", "<= 3 %", $"{off:P1}", off <= 0.03);
    }

    /// <summary>How many turns each team had while all of them always waited.</summary>
    private static async Task<Dictionary<string, int>> TurnsAsync(string[] teams)
    {
        await using var site = await ProofSite.StartAsync(3, null, TimeSpan.FromMilliseconds(30));
        using var crowd = new ChatCrowd(site);
        var deadline = TimeSpan.FromSeconds(20);
        await Task.WhenAll(teams.SelectMany(team => Enumerable.Range(0, 30).Select(async client =>
        {
            while (crowd.Elapsed < deadline)
                await crowd.CallAsync(team, client, TimeSpan.FromMinutes(1));
        })));
        // Turns by their end: at first not everybody waits, and the last calls meet an emptying queue.
        return teams.ToDictionary(team => team, team => crowd.Calls.Count(call => call.Team == team && call.Sent + call.Took > TimeSpan.FromSeconds(3) && call.Sent + call.Took < deadline));
    }
}
