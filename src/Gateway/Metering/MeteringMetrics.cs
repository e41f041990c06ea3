using System.Diagnostics.Metrics;

namespace Gateway.Metering;

/// <summary>Whether usage arrives where it is kept. Thread-safe.</summary>
internal sealed class MeteringMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Metering";

    private const string StoredResult = "stored";
    private const string SpilledResult = "spilled";
    private const string LostResult = "lost";
    private const string DamagedResult = "damaged";

    private readonly Meter _meter;
    private readonly Counter<long> _records;
    private readonly Counter<long> _gaps;

    public MeteringMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _records = _meter.CreateCounter<long>("gateway.metering.records", "{record}", "Usage records, by what became of them.");
        _gaps = _meter.CreateCounter<long>("gateway.metering.gaps", "{gap}", "Processes that ended without storing their last usage, found afterwards.");
    }

    /// <summary>The process starts: what counts trouble is seen at zero, so that the first of it is a rise.</summary>
    public void Begin()
    {
        foreach (var result in (string[])[StoredResult, SpilledResult, LostResult, DamagedResult])
            _records.Add(0, KeyValuePair.Create<string, object?>("result", result));
        _gaps.Add(0);
    }

    /// <summary>Shows what waits.</summary>
    /// <param name="queued">Records in memory.</param>
    /// <param name="spilled">Bytes in the file.</param>
    public void Watch(Func<long> queued, Func<long> spilled)
    {
        _meter.CreateObservableGauge("gateway.metering.queued", queued, "{record}", "Records in memory that wait to be stored.");
        _meter.CreateObservableGauge("gateway.metering.spill.size", spilled, "By", "Records in the spill file that wait for the database.");
    }

    /// <summary>Records are in the database.</summary>
    public void Stored(long count) => Add(count, StoredResult);

    /// <summary>Records wait in the file.</summary>
    public void Spilled(long count) => Add(count, SpilledResult);

    /// <summary>Records found no place.</summary>
    public void Lost(long count) => Add(count, LostResult);

    /// <summary>Records could not be read from the file.</summary>
    public void Damaged(long count) => Add(count, DamagedResult);

    /// <summary>A process ended without saying so.</summary>
    public void Gap() => _gaps.Add(1);

    private void Add(long count, string result)
    {
        if (count > 0)
            _records.Add(count, KeyValuePair.Create<string, object?>("result", result));
    }
}
