using System.Text.Json;
using Gateway.Benchmarks.HotPaths;

namespace Gateway.Benchmarks;

/// <summary>
/// Holds each hot path to the bytes it may allocate per operation, as committed in <c>allocation-budget.json</c>. Bytes
/// are counted, not timed, so the check is the same on every machine.
/// </summary>
internal static class AllocationBudget
{
    private const int WarmUp = 2_000;
    private const int Operations = 10_000;

    /// <summary>Measures every hot path and prints it beside its budget.</summary>
    /// <returns>0 when all keep it; 1 when one does not, or one has no budget.</returns>
    public static int Check(TextWriter output)
    {
        var budgets = JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "allocation-budget.json")))!;
        var broken = 0;
        foreach (var (name, operation) in HotPath.All)
        {
            var measured = Measure(operation);
            var kept = budgets.TryGetValue(name, out var budget) && measured <= budget;
            broken += kept ? 0 : 1;
            output.WriteLine($"{(kept ? "ok    " : "BROKEN")}  {name,-40} {measured,6} B, budget {(budgets.ContainsKey(name) ? budget : "none"),6}");
        }
        return broken == 0 ? 0 : 1;
    }

    private static long Measure(Action operation)
    {
        for (var i = 0; i < WarmUp; i++)
            operation();
        // Of all threads: a session's work is done wherever its sockets wake it. The runtime's own, now and then, is not meant.
        var least = long.MaxValue;
        for (var pass = 0; pass < 3; pass++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < Operations; i++)
                operation();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / Operations);
        }
        return least;
    }
}
