namespace Gateway.Benchmarks.Admission;

/// <summary>Requests a minute, over more than two minutes of constant asking.</summary>
internal static class MinuteProof
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    /// <summary>The guard of the books is 250 ms, and a call that leaves later than half of it counts from then.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(500);

    public static async IAsyncEnumerable<ProofLine> RunAsync(int perMinute, TimeSpan duration)
    {
        await using var site = await ProofSite.StartAsync(null, perMinute, TimeSpan.FromMilliseconds(20));
        using var crowd = new ChatCrowd(site);
        // The upstream is one that has been running for long; the gateways have just been started.
        await crowd.WarmUpstreamAsync();
        var interval = Minute / perMinute / 4;
        var calls = new List<Task<ChatCall>>();
        for (var i = 0; crowd.Elapsed < duration; i++)
        {
            calls.Add(crowd.CallAsync("one", i, TimeSpan.Zero));
            await Task.Delay(interval < TimeSpan.FromSeconds(1) ? interval : TimeSpan.FromSeconds(1), TimeProvider.System);
        }
        var all = await Task.WhenAll(calls);

        var requests = site.Upstream.Books.For("L1");
        var densest = UpstreamLedger.Densest(requests, Minute);
        // By the upstream's clock, which is the same machine's here.
        var arrived = requests.Select(request => request.ArrivedAt - crowd.Began).ToList();
        var wrong = all.Count(call => call.Status == 429 && arrived.Count(at => at > call.Sent - Minute - Tolerance && at <= call.Sent + call.Took + Tolerance) < perMinute);
        var name = $"{perMinute} requests a minute asked {all.Length} times in {duration.TotalSeconds:F0} s";
        yield return new($"{name}: densest 60 s at the upstream", $"<= {perMinute}", $"{densest}", densest <= perMinute);
        yield return new($"{name}: refused although the figure allowed it", "0", $"{wrong}", wrong == 0);
    }
}
