using System.Diagnostics.Metrics;

namespace Gateway.Forwarding;

/// <summary>The forwarder's own counters as metrics: the last figures it reported. Thread-safe.</summary>
internal sealed class ForwarderMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Forwarder";

    private long _started;
    private long _failed;
    private long _active;

    public ForwarderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("gateway.forwarder.requests", () => Volatile.Read(ref _started), "{request}", "Requests that the forwarder began to send on.");
        meter.CreateObservableCounter("gateway.forwarder.failures", () => Volatile.Read(ref _failed), "{request}", "Requests of these that did not end well, callers that left included.");
        meter.CreateObservableUpDownCounter("gateway.forwarder.active", () => Volatile.Read(ref _active), "{request}", "Requests in the forwarder now.");
    }

    /// <summary>Takes one report of one event counter; reports of others are ignored.</summary>
    /// <param name="report">Payload of an <c>EventCounters</c> event.</param>
    public void Take(IDictionary<string, object?> report)
    {
        if (!report.TryGetValue("Name", out var name) || !report.TryGetValue("Mean", out var mean) || mean is not double value)
            return;
        switch (name)
        {
            case "requests-started":
                Volatile.Write(ref _started, (long)value);
                break;
            case "requests-failed":
                Volatile.Write(ref _failed, (long)value);
                break;
            case "current-requests":
                Volatile.Write(ref _active, (long)value);
                break;
        }
    }
}
