using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Benchmarks.Admission;

/// <summary>A replica dies with all slots in its hands.</summary>
internal static class CrashProof
{
    public static async IAsyncEnumerable<ProofLine> RunAsync()
    {
        const int slots = 20;
        await using var site = await ProofSite.StartAsync(slots, null, TimeSpan.Zero);
        using var crowd = new ChatCrowd(site);
        // The first calls load code; they are not what is measured.
        site.Upstream.Cadence = Fast(site);
        await Task.WhenAll(Enumerable.Range(0, 3 * slots).Select(i => crowd.CallAsync("two", i, TimeSpan.FromMinutes(1))));
        await site.Upstream.Books.WaitForIdleAsync();
        site.Upstream.Cadence = site.Upstream.Cadence with { TimeToFirstToken = TimeSpan.FromMinutes(5) };
        var held = Enumerable.Range(0, slots).Select(_ => crowd.CallAsync("one", 0, TimeSpan.FromMinutes(1))).ToList();
        await ProofSite.UntilAsync(() => site.Upstream.Books.Group(LimitGroup.Chat).Current == slots, "all slots are held");
        site.Upstream.Cadence = Fast(site);

        site.Replicas[0].Kill();
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(held);
        var others = await Task.WhenAll(Enumerable.Range(0, slots).Select(async i =>
        {
            var call = await crowd.CallAsync("two", 1 + (i % 2), TimeSpan.FromMinutes(1));
            return (call.Status, At: TimeProvider.System.GetElapsedTime(began));
        }));

        var last = others.Max(other => other.At);
        var peak = site.Upstream.Books.Group(LimitGroup.Chat).Peak;
        yield return new("kill -9 of the replica that holds 20 slots: all of them used by others within", "<= 15 s", $"{last.TotalSeconds:F1} s", last <= TimeSpan.FromSeconds(15) && others.All(o => o.Status == 200));
        yield return new("kill -9: peak in flight at the upstream", $"= {slots}", $"{peak}", peak == slots);
    }

    private static Cadence Fast(ProofSite site) => site.Upstream.Cadence with { TimeToFirstToken = TimeSpan.FromMilliseconds(20) };
}
