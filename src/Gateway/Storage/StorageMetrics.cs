using System.Diagnostics.Metrics;

namespace Gateway.Storage;

/// <summary>Whether the database serves, and how many keys are in memory. Thread-safe.</summary>
internal sealed class StorageMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Storage";

    /// <summary>Seconds; a file on a local disk answers in milliseconds, a busy one makes writers wait.</summary>
    private static readonly double[] DurationBuckets = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Counter<long> _refreshes;
    private readonly Histogram<double> _duration;
    private volatile int _available;
    private volatile int _keys;

    public StorageMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _refreshes = meter.CreateCounter<long>("gateway.storage.refreshes", "{refresh}", "Looks at database and settings for changed keys.");
        _duration = meter.CreateHistogram(
            "gateway.storage.duration", "s", "Transactions of the database, waiting for a place included.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets });
        meter.CreateObservableGauge("gateway.storage.available", () => _available, "1", "1 while the database serves, 0 while it does not.");
        meter.CreateObservableGauge("gateway.storage.keys", () => _keys, "{key}", "Virtual keys in memory.");
    }

    /// <summary>A transaction was done.</summary>
    /// <param name="wrote">Whether it was one that changes something.</param>
    /// <param name="duration">From the wish to its end.</param>
    public void Did(bool wrote, TimeSpan duration) => _duration.Record(duration.TotalSeconds, wrote ? Write : Read);

    /// <summary>A refresh ended.</summary>
    /// <param name="succeeded">Whether the database served.</param>
    /// <param name="keys">Keys in memory now.</param>
    public void Refreshed(bool succeeded, int keys)
    {
        _available = succeeded ? 1 : 0;
        _keys = keys;
        _refreshes.Add(1, KeyValuePair.Create<string, object?>("result", succeeded ? "ok" : "failed"));
    }

    private static readonly KeyValuePair<string, object?> Read = new("operation", "read");

    private static readonly KeyValuePair<string, object?> Write = new("operation", "write");
}
