using Waves.Simulator.Limits;

namespace Gateway.Benchmarks.Admission;

/// <summary>A thousand clients at once.</summary>
internal static class CrowdProof
{
    public static async IAsyncEnumerable<ProofLine> RunAsync(int slots, int clients, int callsEach)
    {
        var service = TimeSpan.FromMilliseconds(250);
        await using var site = await ProofSite.StartAsync(slots, null, service);
        using var crowd = new ChatCrowd(site);
        var cold = await crowd.WarmUpAsync(clients, TimeSpan.FromSeconds(30));
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
        {
            for (var i = 0; i < callsEach; i++)
                await crowd.CallAsync("one", client, TimeSpan.FromMinutes(5));
        }));

        var figures = site.Upstream.Books.Group(LimitGroup.Chat);
        var refused = crowd.Calls.Count(call => call.Status != 200);
        var use = UpstreamLedger.Utilization(site.Upstream.Books.For("L1"), slots, service * 2);
        var name = $"{clients} clients at once, {slots} slots, {clients * callsEach} calls";
        yield return new($"{name}: peak in flight", $"= {slots}", $"{figures.Peak}", figures.Peak == slots && cold <= slots);
        yield return new($"{name}: slots in use", ">= 98 %", $"{use:P1}", use >= 0.98);
        yield return new($"{name}: not answered 200", "0", $"{refused}", refused == 0);
    }
}
