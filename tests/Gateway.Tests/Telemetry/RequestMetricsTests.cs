using System.Diagnostics.Metrics;
using Gateway.Policies.Errors;
using Gateway.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Gateway.Telemetry;

public sealed class RequestMetricsTests : IDisposable
{
    private static readonly RequestLabels Speech = new("T1", "http");
    private static readonly RequestLabels SpeechSocket = new("T3", "websocket");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly IMeterFactory _meters;
    private readonly RequestMetrics _metrics;

    public RequestMetricsTests()
    {
        _meters = _services.GetRequiredService<IMeterFactory>();
        _metrics = new RequestMetrics(_meters, PromptRecordings.Create());
    }

    [Fact]
    public void Active_CountsARequestFromItsStartToItsEnd()
    {
        using var active = Collect<long>("gateway.request.active");

        _metrics.Started(SpeechSocket);
        active.RecordObservableInstruments();
        Assert.Equal(1, active.LastMeasurement!.Value);
        _metrics.Ended(SpeechSocket, RequestOutcome.Forwarded, 101, TimeSpan.FromMinutes(2));

        active.RecordObservableInstruments();
        Assert.Equal(0, active.LastMeasurement.Value);
        Assert.All(active.GetMeasurementSnapshot(), m => Assert.Equal(Tags(("contract", "T3"), ("transport", "websocket")), m.Tags.ToDictionary()));
    }

    [Fact]
    public void Duration_IsInSecondsAndNamesRowOutcomeAndStatusClass()
    {
        using var duration = Collect<double>("gateway.request.duration");

        _metrics.Ended(Speech, RequestOutcome.Refused, 429, TimeSpan.FromMilliseconds(250));

        var measured = Assert.Single(duration.GetMeasurementSnapshot());
        Assert.Equal(0.25, measured.Value);
        Assert.Equal(Tags(("contract", "T1"), ("transport", "http"), ("outcome", "refused"), ("status", "4xx")), measured.Tags.ToDictionary());
    }

    [Fact]
    public void Duration_WhenNothingWasAnswered_HasNoStatus()
    {
        using var duration = Collect<double>("gateway.request.duration");

        _metrics.Ended(Speech, RequestOutcome.CallerLeft, 0, TimeSpan.Zero);

        Assert.Equal("none", Assert.Single(duration.GetMeasurementSnapshot()).Tags["status"]);
    }

    [Fact]
    public void UpstreamDuration_IsThatOfItsAnswer_ByHost()
    {
        using var upstream = Collect<double>("gateway.request.upstream.duration");

        _metrics.Ended(Speech, RequestOutcome.Failed, 502, TimeSpan.FromMilliseconds(250));
        _metrics.Ended(Speech, RequestOutcome.Forwarded, 200, TimeSpan.FromMilliseconds(250), new UpstreamAnswer(new Uri("https://waves.example/waves/v1/tts?x=1"), TimeSpan.FromMilliseconds(125)));

        var measured = Assert.Single(upstream.GetMeasurementSnapshot());
        Assert.Equal(0.125, measured.Value);
        Assert.Equal(Tags(("host", "waves.example")), measured.Tags.ToDictionary());
    }

    [Theory]
    [InlineData(401, "401")]
    [InlineData(429, "429")]
    [InlineData(503, "503")]
    [InlineData(451, "4xx")]
    [InlineData(599, "5xx")]
    public void UpstreamErrors_CountWhatTheUpstreamAnswered(int status, string expected)
    {
        using var errors = Collect<long>("gateway.request.upstream_errors");

        _metrics.Ended(Speech, RequestOutcome.Forwarded, status, TimeSpan.Zero);

        Assert.Equal(Tags(("contract", "T1"), ("status", expected)), Assert.Single(errors.GetMeasurementSnapshot()).Tags.ToDictionary());
    }

    [Theory]
    [InlineData(RequestOutcome.Refused, 429)]
    [InlineData(RequestOutcome.Failed, 502)]
    [InlineData(RequestOutcome.Forwarded, 200)]
    public void UpstreamErrors_LeaveOutWhatWeAnsweredAndWhatWentWell(string outcome, int status)
    {
        using var errors = Collect<long>("gateway.request.upstream_errors");

        _metrics.Ended(Speech, outcome, status, TimeSpan.Zero);

        Assert.Empty(errors.GetMeasurementSnapshot());
    }

    [Fact]
    public void Refusals_NameTheReason_AlsoWhereNoRowMatched()
    {
        using var refusals = Collect<long>("gateway.request.refusals");

        _metrics.Refused(new DefaultHttpContext(), ErrorKind.NotFound);

        Assert.Equal(Tags(("contract", "none"), ("reason", "not_found")), Assert.Single(refusals.GetMeasurementSnapshot()).Tags.ToDictionary());
    }

    public void Dispose() => _services.Dispose();

    private MetricCollector<T> Collect<T>(string instrument) where T : struct => new(_meters, RequestMetrics.MeterName, instrument);

    private static Dictionary<string, object?> Tags(params (string Name, object? Value)[] tags) => tags.ToDictionary(t => t.Name, t => t.Value);
}
