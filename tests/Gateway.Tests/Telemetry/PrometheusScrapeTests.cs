using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Telemetry;

/// <summary>A meter provider hears every host of the process, so figures are lower bounds here; RequestMetricsTests has the exact ones.</summary>
public sealed partial class PrometheusScrapeTests
{
    [Fact]
    public async Task Scrape_AfterCalls_ShowsThemByRowOutcomeAndStatus()
    {
        await using var host = await TelemetryHost.StartAsync();
        await host.SpeakAsync();
        await host.SpeakAsync(429);
        host.Data.DefaultRequestHeaders.Authorization = null;
        await host.SpeakAsync();

        var metrics = await host.ScrapeAsync();

        Assert.True(Sample(metrics, "gateway_request_duration_seconds_count", "contract=\"T1\"", "outcome=\"forwarded\"", "status=\"2xx\"", "transport=\"http\"") >= 1);
        Assert.True(Sample(metrics, "gateway_request_duration_seconds_count", "contract=\"T1\"", "outcome=\"forwarded\"", "status=\"4xx\"", "transport=\"http\"") >= 1);
        Assert.True(Sample(metrics, "gateway_request_duration_seconds_count", "contract=\"T1\"", "outcome=\"refused\"", "status=\"4xx\"", "transport=\"http\"") >= 1);
        Assert.True(Sample(metrics, "gateway_request_upstream_errors_total", "contract=\"T1\"", "status=\"429\"") >= 1);
        Assert.True(Sample(metrics, "gateway_request_refusals_total", "contract=\"T1\"", "reason=\"missing_key\"") >= 1);
        // Of other hosts it may have heard the ends alone: there is such a series, and no more can be said here.
        Sample(metrics, "gateway_request_active", "contract=\"T1\"", "transport=\"http\"");
    }

    [Theory]
    [InlineData("http_server_request_duration_seconds_count")]
    [InlineData("kestrel_active_connections")]
    [InlineData("http_client_request_duration_seconds_count")]
    [InlineData("gateway_forwarder_requests_total")]
    [InlineData("dotnet_gc_collections_total")]
    public async Task Scrape_ShowsWhatTheGatewayIsBuiltOn(string series)
    {
        await using var host = await TelemetryHost.StartAsync();
        await host.SpeakAsync();
        // The admin plane's own calls are counted when they are over.
        await host.ScrapeAsync();

        Assert.Matches($"(?m)^{series}(\\{{| )", await host.ScrapeAsync());
    }

    [Fact]
    public async Task Metrics_AreNotOnTheDataPlane()
    {
        await using var host = await TelemetryHost.StartAsync();

        using var response = await host.Data.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)response.StatusCode);
    }

    /// <summary>Sum over the samples with these labels; one for each host of the process.</summary>
    private static double Sample(string metrics, string name, params string[] labels)
    {
        var samples = SampleLine().Matches(metrics).Where(line => line.Groups["name"].Value == name && labels.All(line.Groups["labels"].Value.Contains)).ToList();
        Assert.NotEmpty(samples);
        return samples.Sum(line => double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^(?<name>[a-z0-9_]+)\{(?<labels>[^}]*)\} (?<value>\S+)", RegexOptions.Multiline)]
    private static partial Regex SampleLine();
}
