using System.Globalization;

namespace Gateway.Benchmarks.Relay;

/// <summary>What a gateway's own metrics say of its runtime.</summary>
/// <param name="HeapBytes">Live objects after the last collection.</param>
/// <param name="Gen0">Collections of generation 0 so far.</param>
/// <param name="Gen1">Of generation 1.</param>
/// <param name="Gen2">Of generation 2.</param>
internal sealed record RuntimeFigures(double HeapBytes, long Gen0, long Gen1, long Gen2)
{
    private static readonly HttpClient Client = new();

    /// <summary>Reads them from the admin plane.</summary>
    public static async Task<RuntimeFigures> ReadAsync(int adminPort)
    {
        var lines = (await Client.GetStringAsync(new Uri($"http://127.0.0.1:{adminPort}/metrics"))).Split('\n');
        return new(
            Sum(lines, "dotnet_gc_last_collection_heap_size_bytes", ""),
            (long)Sum(lines, "dotnet_gc_collections", "gen0"),
            (long)Sum(lines, "dotnet_gc_collections", "gen1"),
            (long)Sum(lines, "dotnet_gc_collections", "gen2"));
    }

    private static double Sum(string[] lines, string name, string label) => lines
        .Where(l => l.StartsWith(name, StringComparison.Ordinal) && l.Contains(label, StringComparison.Ordinal))
        .Sum(l => double.Parse(l[(l.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
}
