using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.RequestPath;

namespace Gateway.Telemetry;

/// <summary>What a scrape shows of the calls of its own host; RequestMetricsTests has the exact figures.</summary>
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
        Assert.True(Sample(metrics, "gateway_request_active", "contract=\"T1\"", "transport=\"http\"") >= 0);
    }

    [Theory]
    [InlineData("http_server_request_duration_seconds_count")]
    [InlineData("kestrel_active_connections")]
    [InlineData("http_client_connection_duration_seconds_count")]
    [InlineData("gateway_forwarder_requests_total")]
    [InlineData("dotnet_gc_collections_total")]
    public async Task Scrape_ShowsWhatTheGatewayIsBuiltOn(string series)
    {
        await using var host = await TelemetryHost.StartAsync();
        await host.SpeakAsync();
        // The admin plane's own calls are counted when they are over, and what was scraped is given again for a moment.
        var patience = Patience.Token;
        while (!Regex.IsMatch(await host.ScrapeAsync(), $"(?m)^{series}(\\{{| )"))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);
    }

    [Fact]
    public async Task Metrics_AreNotOnTheDataPlane()
    {
        await using var host = await TelemetryHost.StartAsync();

        using var response = await host.Data.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public async Task Scrape_ShowsNothingOfOtherHostsInTheProcess()
    {
        await using var host = await TelemetryHost.StartAsync();
        await using var other = await TelemetryHost.StartAsync();
        await other.SpeakAsync();

        Assert.DoesNotContain("gateway_request_duration_seconds_count{", await host.ScrapeAsync(), StringComparison.Ordinal);
        Assert.Equal(1, Sample(await other.ScrapeAsync(), "gateway_request_duration_seconds_count", "contract=\"T1\""));
    }

    [Fact]
    public async Task Disabled_NothingIsMeasured()
    {
        await using var host = await TelemetryHost.StartAsync([KeyValuePair.Create<string, string?>("OTEL_SDK_DISABLED", "true")]);

        using var response = await host.Admin.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal(200, await host.SpeakAsync());
    }

    /// <summary>Sum over the samples with these labels.</summary>
    private static double Sample(string metrics, string name, params string[] labels)
    {
        var samples = SampleLine().Matches(metrics).Where(line => line.Groups["name"].Value == name && labels.All(line.Groups["labels"].Value.Contains)).ToList();
        Assert.NotEmpty(samples);
        return samples.Sum(line => double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^(?<name>[a-z0-9_]+)\{(?<labels>[^}]*)\} (?<value>\S+)", RegexOptions.Multiline)]
    private static partial Regex SampleLine();
}
