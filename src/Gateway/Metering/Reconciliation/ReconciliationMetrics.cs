using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Gateway.Admin.Documents;

namespace Gateway.Metering.Reconciliation;

/// <summary>How far the upstream's own figures are from the records, as of the last comparison. Thread-safe.</summary>
internal sealed class ReconciliationMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Reconciliation";

    private readonly Counter<long> _comparisons;
    private ImmutableArray<ReconciledFigure> _last = [];

    public ReconciliationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _comparisons = meter.CreateCounter<long>("gateway.reconciliation.comparisons", "{comparison}", "Figures of accounts that were compared with the upstream's.");
        meter.CreateObservableGauge("gateway.reconciliation.drift", Drifts, "1", "What the upstream counts beyond the records, as a part of them; below zero: less.");
    }

    /// <summary>A comparison is over.</summary>
    public void Compared(IReadOnlyCollection<ReconciledFigure> figures)
    {
        foreach (var figure in figures)
            _comparisons.Add(1, KeyValuePair.Create<string, object?>("result", figure.Problem is null ? "ok" : "failed"));
        ImmutableInterlocked.InterlockedExchange(ref _last, [.. figures]);
    }

    private IEnumerable<Measurement<double>> Drifts()
    {
        foreach (var figure in _last)
        {
            if (figure.Drift is { } drift)
                yield return new(drift, new("account", figure.Account), new("figure", figure.Figure));
        }
    }
}
