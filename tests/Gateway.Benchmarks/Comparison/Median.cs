namespace Gateway.Benchmarks.Comparison;

/// <summary>What half of the rounds stay below: one round that something else disturbed does not move it.</summary>
internal static class Median
{
    /// <summary>The median of one figure of some rounds.</summary>
    public static double Of<T>(IEnumerable<T> rounds, Func<T, double> figure)
    {
        var sorted = rounds.Select(figure).Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
