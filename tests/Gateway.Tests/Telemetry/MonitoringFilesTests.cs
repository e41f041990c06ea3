using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.Telemetry;

/// <summary>Dashboard and alerts ask for series that exist, and point at pages that exist.</summary>
public sealed partial class MonitoringFilesTests
{
    private const string Dashboard = "deploy/grafana/dashboards/waves-gateway.json";
    private const string Usage = "deploy/grafana/dashboards/waves-usage.json";
    private const string Voice = "deploy/grafana/dashboards/waves-voice.json";
    private const string Capacity = "deploy/grafana/dashboards/waves-capacity.json";
    private const string Rules = "deploy/prometheus/waves-gateway.rules.yml";

    [Theory]
    [InlineData(Dashboard)]
    [InlineData(Usage)]
    [InlineData(Voice)]
    [InlineData(Capacity)]
    [InlineData(Rules)]
    public void Queries_AskForSeriesOfOurs_ThatAreEmitted(string file)
    {
        var ours = EmittedInstruments.All().Values.SelectMany(SeriesOf).ToHashSet();

        var asked = SeriesIn(file).Where(name => name.StartsWith("gateway_", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Contains(name, ours));
    }

    [Fact]
    public async Task Queries_AskForSeriesOfTheFramework_ThatAScrapeShows()
    {
        await using var host = await TelemetryHost.StartAsync();
        await host.SpeakAsync();
        var scrape = await host.ScrapeAsync();

        var asked = SeriesIn(Dashboard).Concat(SeriesIn(Rules)).Concat(SeriesIn(Capacity)).Where(name => !name.StartsWith("gateway_", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Matches($"(?m)^{name}\\{{", scrape));
    }

    [Theory]
    [InlineData(Dashboard)]
    [InlineData(Usage)]
    [InlineData(Voice)]
    [InlineData(Capacity)]
    public void Dashboard_HasPanelsThatDoNotOverlap(string file)
    {
        using var dashboard = JsonDocument.Parse(RepositoryFiles.Read(file));
        var taken = new HashSet<(int X, int Y)>();

        foreach (var place in dashboard.RootElement.GetProperty("panels").EnumerateArray().Select(p => p.GetProperty("gridPos")))
        {
            for (var x = 0; x < place.GetProperty("w").GetInt32(); x++)
            {
                for (var y = 0; y < place.GetProperty("h").GetInt32(); y++)
                    Assert.True(taken.Add((place.GetProperty("x").GetInt32() + x, place.GetProperty("y").GetInt32() + y)));
            }
        }
        Assert.All(taken, cell => Assert.InRange(cell.X, 0, 23));
    }

    [Fact]
    public void EveryAlert_HasALineOnThePageThatItNames()
    {
        var alerts = Alerts();

        Assert.Equal(Regex.Count(RepositoryFiles.Read(Rules), "- alert:"), alerts.Count);
        Assert.All(alerts, alert => Assert.Contains($"\n| `{alert.Name}` | ", RepositoryFiles.Read(alert.Page), StringComparison.Ordinal));
    }

    /// <summary>What Grafana refuses to load, or loads over another.</summary>
    [Fact]
    public void Dashboards_AreProvisioned_EachUnderAnIdOfItsOwn()
    {
        Assert.Contains("path: /var/lib/grafana/dashboards", RepositoryFiles.Read("deploy/grafana/provisioning/dashboards/waves-gateway.yml"), StringComparison.Ordinal);
        Assert.Contains("./deploy/grafana/dashboards:/var/lib/grafana/dashboards:ro", RepositoryFiles.Read("docker-compose.yml"), StringComparison.Ordinal);
        var files = Directory.GetFiles(RepositoryFiles.PathOf("deploy/grafana/dashboards"));
        Assert.Equal(DashboardQueries.Dashboards.Order(), files.Select(file => Path.GetFileNameWithoutExtension(file)).Order());
        Assert.All(files, file =>
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            Assert.Equal(Path.GetFileNameWithoutExtension(file), json.RootElement.GetProperty("uid").GetString());
            var panels = json.RootElement.GetProperty("panels").EnumerateArray().ToList();
            Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
            Assert.All(panels.Where(panel => panel.TryGetProperty("targets", out _)), panel =>
                Assert.Distinct(panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("refId").GetString())));
            var choices = json.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray().Select(choice => choice.GetProperty("name").GetString()!).ToList();
            Assert.Equal(choices.Order(), Choice().Matches(File.ReadAllText(file)).Select(choice => choice.Groups[1].Value).Where(name => !name.StartsWith("__", StringComparison.Ordinal)).Distinct().Order());
            Assert.All(panels.SelectMany(panel => panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray().ToList() : []), target =>
                Assert.Equal("${datasource}", target.GetProperty("datasource").GetProperty("uid").GetString()));
            Assert.Contains(json.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray(), variable =>
                variable.GetProperty("name").GetString() == "datasource" && variable.GetProperty("type").GetString() == "datasource" && variable.GetProperty("query").GetString() == "prometheus");
        });
    }

    /// <summary>Rates are shown over four scrapes; Grafana has to know how often there is one, or shows nothing or too little.</summary>
    [Fact]
    public void DataSource_IsAPrometheus_AndSaysHowOftenItScrapes()
    {
        var source = RepositoryFiles.Read("deploy/grafana/provisioning/datasources/prometheus.yml");

        Assert.Contains("type: prometheus", source, StringComparison.Ordinal);
        Assert.Contains("isDefault: true", source, StringComparison.Ordinal);
        Assert.Equal(Setting(RepositoryFiles.Read("deploy/prometheus/prometheus.yml"), "scrape_interval"), Setting(source, "timeInterval"));

        static string Setting(string file, string name) => Regex.Match(file, $@"(?m)^\s*{name}: (\w+)$") is { Success: true } found ? found.Groups[1].Value : $"no {name}";
    }

    /// <summary>The alerts that ship.</summary>
    internal static IReadOnlyList<(string Name, string Page)> Alerts() =>
        [.. Alert().Matches(RepositoryFiles.Read(Rules)).Select(alert => (alert.Groups[1].Value, alert.Groups[2].Value))];

    private static IEnumerable<string> SeriesIn(string file) => Series().Matches(RepositoryFiles.Read(file)).Select(m => m.Value).Distinct();

    /// <summary>How Prometheus shows a signal.</summary>
    private static IEnumerable<string> SeriesOf(EmittedInstruments.Signal signal)
    {
        var name = signal.Name.Replace('.', '_') + signal.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return signal.Kind switch
        {
            "histogram" => [name + "_bucket", name + "_sum", name + "_count"],
            "counter" => [name + "_total"],
            _ => [name],
        };
    }

    [GeneratedRegex(@"\b(gateway|dotnet|http|kestrel)_[a-z_]+(?=[\[{)\\ ])")]
    private static partial Regex Series();

    [GeneratedRegex(@"\$\{?(\w+)")]
    private static partial Regex Choice();

    [GeneratedRegex(@"- alert: (\w+)\n(?:(?!- alert:).*\n)*?.*runbook: (docs/operations/[a-z0-9-]+\.md)")]
    private static partial Regex Alert();
}
