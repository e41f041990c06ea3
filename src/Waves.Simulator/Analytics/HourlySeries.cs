namespace Waves.Simulator.Analytics;

/// <summary>One figure per hour: a sum or a peak. Keeps <see cref="MaxHours"/> hours. Thread-safe.</summary>
internal sealed class HourlySeries(bool peak)
{
    /// <summary>Hours kept: ninety days.</summary>
    public const int MaxHours = 90 * 24;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<DateTimeOffset, double> _hours = [];

    public void Add(DateTimeOffset at, double value)
    {
        var hour = new DateTimeOffset(at.UtcDateTime.Date.AddHours(at.UtcDateTime.Hour), TimeSpan.Zero);
        lock (_lock)
        {
            _hours.TryGetValue(hour, out var old);
            _hours[hour] = peak ? Math.Max(old, value) : old + value;
            if (_hours.Count > MaxHours)
                _hours.Remove(_hours.Keys.First());
        }
    }

    /// <summary>The buckets between two times, both included, by hour or by day.</summary>
    public IReadOnlyList<(DateTimeOffset At, double Value)> Read(DateTimeOffset from, DateTimeOffset to, bool byDay)
    {
        lock (_lock)
        {
            return
            [
                .. _hours
                    .Where(hour => hour.Key.AddHours(1) > from && hour.Key <= to)
                    .GroupBy(hour => byDay ? new DateTimeOffset(hour.Key.UtcDateTime.Date, TimeSpan.Zero) : hour.Key)
                    .Select(bucket => (bucket.Key, peak ? bucket.Max(static hour => hour.Value) : bucket.Sum(static hour => hour.Value))),
            ];
        }
    }

    public void Clear()
    {
        lock (_lock)
            _hours.Clear();
    }
}
