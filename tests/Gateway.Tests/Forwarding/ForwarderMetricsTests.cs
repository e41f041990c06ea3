using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Gateway.Forwarding;

public sealed class ForwarderMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly IMeterFactory _meters;
    private readonly ForwarderMetrics _metrics;

    public ForwarderMetricsTests()
    {
        _meters = _services.GetRequiredService<IMeterFactory>();
        _metrics = new ForwarderMetrics(_meters);
    }

    [Theory]
    [InlineData("requests-started", "gateway.forwarder.requests")]
    [InlineData("requests-failed", "gateway.forwarder.failures")]
    [InlineData("current-requests", "gateway.forwarder.active")]
    public void Take_AReportOfACounter_ShowsItAsAMetric(string counter, string instrument)
    {
        _metrics.Take(new Dictionary<string, object?> { ["Name"] = counter, ["Mean"] = 5d });
        _metrics.Take(new Dictionary<string, object?> { ["Name"] = counter, ["Mean"] = 7d });

        Assert.Equal(7, Read(instrument));
    }

    [Fact]
    public void Take_AReportItDoesNotKnow_ChangesNothing()
    {
        _metrics.Take(new Dictionary<string, object?> { ["Name"] = "requests-started-rate", ["Increment"] = 5d });
        _metrics.Take(new Dictionary<string, object?>());

        Assert.Equal(0, Read("gateway.forwarder.requests"));
    }

    public void Dispose() => _services.Dispose();

    private long Read(string instrument)
    {
        using var collected = new MetricCollector<long>(_meters, ForwarderMetrics.MeterName, instrument);
        collected.RecordObservableInstruments();
        return collected.LastMeasurement!.Value;
    }
}
