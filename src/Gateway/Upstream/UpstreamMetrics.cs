using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Gateway.Upstream;

/// <summary>The connections to the upstream, counted where they are made and where they end, never by a call. Thread-safe.</summary>
internal sealed class UpstreamMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Upstream";

    private readonly ConcurrentDictionary<string, StrongBox<long>> _open = new(StringComparer.Ordinal);

    public UpstreamMetrics(IMeterFactory meters) => meters.Create(MeterName).CreateObservableUpDownCounter(
        "gateway.upstream.connections",
        () => _open.Select(open => new Measurement<long>(Volatile.Read(ref open.Value.Value), new KeyValuePair<string, object?>("host", open.Key))),
        "{connection}",
        "Connections that are open, in use or not.");

    /// <summary>How many are open to an address, for a <see cref="CountedStream"/>.</summary>
    /// <param name="host">Host, with the port where it is not the scheme's own.</param>
    public StrongBox<long> OpenTo(string host) => _open.GetOrAdd(host, static _ => new());
}
