namespace Gateway.Telemetry;

public sealed class OtlpExporterTests
{
    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task Export_WithTheCommonEndpoint_SendsMetricsSpansAndLogs(string protocol)
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var host = await TelemetryHost.StartAsync(Over(protocol, collector)))
        {
            await host.SpeakAsync();
            host.Data.DefaultRequestHeaders.Authorization = null;
            await host.SpeakAsync();
            await host.StopAsync();
        }

        Assert.Contains("gateway.request.duration", collector.Metrics, StringComparison.Ordinal);
        Assert.Contains("gateway.outcome", collector.Traces, StringComparison.Ordinal);
        Assert.Contains("missing_key", collector.Traces, StringComparison.Ordinal);
        Assert.Contains("KeyRefused", collector.Logs, StringComparison.Ordinal);
        Assert.Contains("RequestId", collector.Logs, StringComparison.Ordinal);
    }

    /// <summary>The trace that the caller began stands in the spans, and beside the measurements of its call.</summary>
    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task Exemplars_LeadToTheTraceOfTheCall(string protocol)
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using var collector = await OtlpCollector.StartAsync();
        await using (var host = await TelemetryHost.StartAsync(Over(protocol, collector)))
        {
            host.Data.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
            await host.SpeakAsync();
            await host.StopAsync();
        }

        var bytes = System.Text.Encoding.Latin1.GetString(Convert.FromHexString(trace));
        Assert.Contains(bytes, collector.Traces, StringComparison.Ordinal);
        Assert.Contains(bytes, collector.Metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WithTheEndpointOfOneSignal_SendsThatSignalThere()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var host = await TelemetryHost.StartAsync(Settings(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.Url + "/v1/traces"))))
        {
            await host.SpeakAsync();
            await host.StopAsync();
        }

        Assert.Contains("gateway.outcome", collector.Traces, StringComparison.Ordinal);
        Assert.Empty(collector.Metrics + collector.Logs);
    }

    [Fact]
    public async Task Export_NamesTheServiceAsTheEnvironmentDoes()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var host = await TelemetryHost.StartAsync(Settings(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_SERVICE_NAME", "voice-edge"))))
        {
            await host.SpeakAsync();
            await host.StopAsync();
        }

        Assert.Contains("voice-edge", collector.Metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("waves-gateway", collector.Metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_LeavesAsLogs_WithWhatWasChangedAndTheHashOfTheEntry()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var host = await TelemetryHost.StartAsync(Settings(("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", collector.Url + "/v1/logs"))))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/v1/teams")
            {
                Content = new StringContent("""{"name":"payments","weight":3}""", System.Text.Encoding.UTF8, "application/json"),
                Headers = { Authorization = new("Bearer", "the tests' own: k9Zq2Lw7") },
            };
            using var made = await host.Admin.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.Created, made.StatusCode);
            await host.StopAsync();
        }

        foreach (var text in (string[])["Audited", "team.create", "payments", "\"weight\":3", "Actor", "Hash"])
            Assert.Contains(text, collector.Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spans_AreNotMadeOfProbesAndScrapes()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var host = await TelemetryHost.StartAsync(Settings(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url))))
        {
            using var probe = await host.Admin.GetAsync(new Uri(OnlyOnTheAdminPlane, UriKind.Relative), TestContext.Current.CancellationToken);
            await host.SpeakAsync();
            await host.StopAsync();
        }

        Assert.Contains("/waves/v1/tts", collector.Traces, StringComparison.Ordinal);
        Assert.DoesNotContain(OnlyOnTheAdminPlane, collector.Traces, StringComparison.Ordinal);
    }

    private static KeyValuePair<string, string?>[] Over(string protocol, OtlpCollector collector) =>
    [
        new("OTEL_EXPORTER_OTLP_ENDPOINT", protocol == "grpc" ? collector.GrpcUrl : collector.Url), new("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
    ];

    private const string OnlyOnTheAdminPlane = "/a-path-that-no-other-test-asks-for";

    private static IEnumerable<KeyValuePair<string, string?>> Settings(params (string Name, string Value)[] settings) =>
        settings.Append(("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")).Select(s => KeyValuePair.Create<string, string?>(s.Item1, s.Item2));
}
