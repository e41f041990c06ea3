using System.Text.RegularExpressions;

namespace Gateway.Telemetry;

/// <summary>Every query that ships, run by a real Prometheus on a gateway under load: each has something to show.</summary>
public sealed partial class PrometheusTests(MonitoredSite site) : IClassFixture<MonitoredSite>
{
    /// <summary>Reaching it is a failure, never a measurement.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Dashboards => [.. DashboardQueries.Dashboards];

    [Theory]
    [MemberData(nameof(Dashboards))]
    public Task EveryPanel_ShowsSomething(string dashboard) => AllShowAsync(DashboardQueries.Of(dashboard));

    /// <summary>A label that no series has would be a gap in the legend; lines that read alike could not be told apart.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task EveryLegend_TellsTheLinesOfItsPanelApart(string dashboard)
    {
        var lines = DashboardQueries.Lines(dashboard);
        await AllShowAsync([.. lines.Select(line => (line.Panel, line.Query))]);

        var shown = new List<(string Panel, string Legend)>();
        foreach (var line in lines)
        {
            var series = await site.Prometheus.SeriesAsync(line.Query);
            Assert.All(DashboardQueries.LabelsOf(line.Legend), label => Assert.True(series.Any(one => one.ContainsKey(label)), $"{line.Panel}: no series has {label}."));
            shown.AddRange(series.Select(one => (line.Panel, DashboardQueries.Legend(line.Legend, one))));
        }
        Assert.Empty(shown.GroupBy(one => one).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public async Task EveryRule_IsSound_AndLooksAtSomething()
    {
        var rules = await site.Prometheus.RulesAsync();

        Assert.Equal(RepositoryFiles.Read("deploy/prometheus/waves-gateway.rules.yml").Split('\n').Count(line => RuleStart().IsMatch(line)), rules.Count);
        await AllShowAsync([.. rules.Select(rule => (rule.Name, rule.Type == "recording" ? rule.Name : WithoutThreshold(rule.Query)))]);
        Assert.All(await site.Prometheus.RulesAsync(), rule => Assert.Empty(rule.Fault));
    }

    [Fact]
    public async Task Exemplars_LeadFromHistogramsToTraces()
    {
        foreach (var series in (string[])["gateway_request_duration_seconds_bucket", "gateway_admission_wait_seconds_bucket", "gateway_relay_audio_first_seconds_bucket", "gen_ai_server_time_to_first_token_seconds_bucket"])
        {
            await UntilAsync(async () => (await site.Prometheus.TracesOfExemplarsAsync(series)).Count > 0, () => $"{series} has no exemplar.");
            Assert.All(await site.Prometheus.TracesOfExemplarsAsync(series), trace => Assert.Matches("^[0-9a-f]{32}$", trace));
        }
    }

    [Fact]
    public async Task NoInstrument_HasMoreCombinationsOfTagsThanItSetAsideMemoryFor()
    {
        await AllShowAsync(DashboardQueries.Of(DashboardQueries.Dashboards[0]));

        Assert.Equal(0, await site.Prometheus.CountAsync("""{otel_metric_overflow="true"}"""));
    }

    private async Task AllShowAsync(IReadOnlyList<(string Name, string Query)> queries)
    {
        Assert.NotEmpty(queries);
        var prometheus = site.Prometheus;
        var empty = queries.ToList();
        await UntilAsync(
            async () =>
            {
                foreach (var query in empty.ToList())
                {
                    if (await prometheus.CountAsync(query.Query) > 0)
                        empty.Remove(query);
                }
                return empty.Count == 0;
            },
            () => "Nothing to show for " + string.Join("\n", empty));
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, Func<string> otherwise)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Limit);
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, otherwise());
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What an alert looks at, whether it is bad or not.</summary>
    private static string WithoutThreshold(string query) => Threshold().Replace(query, "");

    [GeneratedRegex(@" (==|>|<) [0-9.e+]+")]
    private static partial Regex Threshold();

    [GeneratedRegex("^ +- (alert|record): ")]
    private static partial Regex RuleStart();
}
