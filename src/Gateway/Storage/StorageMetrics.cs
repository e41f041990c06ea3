using System.Diagnostics.Metrics;

namespace Gateway.Storage;

/// <summary>Whether the database serves, and how many keys are in memory. Thread-safe.</summary>
internal sealed class StorageMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Storage";

    private readonly Counter<long> _refreshes;
    private volatile int _available;
    private volatile int _keys;

    public StorageMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _refreshes = meter.CreateCounter<long>("gateway.storage.refreshes", "{refresh}", "Looks at database and settings for changed keys.");
        meter.CreateObservableGauge("gateway.storage.available", () => _available, "1", "1 while the database serves, 0 while it does not.");
        meter.CreateObservableGauge("gateway.storage.keys", () => _keys, "{key}", "Virtual keys in memory.");
    }

    /// <summary>A refresh ended.</summary>
    /// <param name="succeeded">Whether the database served.</param>
    /// <param name="keys">Keys in memory now.</param>
    public void Refreshed(bool succeeded, int keys)
    {
        _available = succeeded ? 1 : 0;
        _keys = keys;
        _refreshes.Add(1, KeyValuePair.Create<string, object?>("result", succeeded ? "ok" : "failed"));
    }
}
