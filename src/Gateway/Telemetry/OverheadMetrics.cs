using System.Diagnostics.Metrics;

namespace Gateway.Telemetry;

/// <summary>
/// What each stage costs a request before the upstream hears of it. Of a busy gateway a sample is measured, so that the
/// measuring costs the same little however many calls there are. Thread-safe.
/// </summary>
internal sealed class OverheadMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Gateway.Overhead";

    /// <summary>At most one request in so long is measured; all of them where fewer come.</summary>
    public static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Seconds; a stage takes microseconds unless it asks somebody.</summary>
    private static readonly double[] Buckets =
        [0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

    private static readonly KeyValuePair<string, object?>[] Tags =
        [.. Enum.GetValues<Stage>().Select(stage => KeyValuePair.Create<string, object?>("stage", stage.ToString().ToLowerInvariant()))];

    private readonly Histogram<double> _overhead;
    private readonly Recordings _recordings;
    private readonly TimeProvider _time;
    private readonly long _interval;
    private long _nextAt;

    public OverheadMetrics(IMeterFactory meters, Recordings recordings, TimeProvider time)
    {
        (_recordings, _time) = (recordings, time);
        _interval = (long)(SampleInterval.TotalSeconds * time.TimestampFrequency);
        _nextAt = time.GetTimestamp();
        _overhead = meters.Create(MeterName).CreateHistogram(
            "gateway.overhead", "s", "Time of the gateway's own in each stage, before the upstream is asked.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets });
    }

    /// <summary>A request came.</summary>
    /// <returns>Its clock; null: it is not measured.</returns>
    public StageClock? Begin()
    {
        if (!_overhead.Enabled)
            return null;
        var (now, nextAt) = (_time.GetTimestamp(), Volatile.Read(ref _nextAt));
        return now >= nextAt && Interlocked.CompareExchange(ref _nextAt, now + _interval, nextAt) == nextAt ? new StageClock(this, _recordings, _time) : null;
    }

    /// <summary>A stage is over.</summary>
    public void Took(Stage stage, TimeSpan time) => _overhead.Record(Math.Max(0, time.TotalSeconds), Tags[(int)stage]);
}
