namespace Gateway.Storage;

/// <summary>Which minutes are summed up, and by what.</summary>
/// <param name="From">First minute, in milliseconds since 1970.</param>
/// <param name="To">First minute that is not in it.</param>
internal sealed record UsageFilter(long From, long To)
{
    /// <summary>Columns that make a group, of <see cref="UsageTable.Groups"/>.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Length of an interval in milliseconds; 0: one for all.</summary>
    public long Interval { get; init; }

    /// <summary>Only those of one value; by columns of <see cref="UsageTable.Groups"/>.</summary>
    public IReadOnlyDictionary<string, string> Only { get; init; } = new Dictionary<string, string>();
}
