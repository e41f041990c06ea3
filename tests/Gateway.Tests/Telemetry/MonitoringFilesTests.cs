using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.Telemetry;

/// <summary>Dashboard and alerts ask for series that exist, and point at pages that exist.</summary>
public sealed partial class MonitoringFilesTests
{
    private const string Dashboard = "deploy/grafana/dashboards/waves-gateway.json";
    private const string Usage = "deploy/grafana/dashboards/waves-usage.json";
    private const string Voice = "deploy/grafana/dashboards/waves-voice.json";
    private const string Rules = "deploy/prometheus/waves-gateway.rules.yml";

    [Theory]
    [InlineData(Dashboard)]
    [InlineData(Usage)]
    [InlineData(Voice)]
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

        var asked = SeriesIn(Dashboard).Concat(SeriesIn(Rules)).Where(name => !name.StartsWith("gateway_", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Matches($"(?m)^{name}\\{{", scrape));
    }

    [Theory]
    [InlineData(Dashboard)]
    [InlineData(Usage)]
    [InlineData(Voice)]
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
    public void Alerts_NamePagesThatExist()
    {
        var rules = RepositoryFiles.Read(Rules);
        var runbooks = Runbook().Matches(rules).Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(Regex.Count(rules, "- alert:"), runbooks.Count);
        Assert.All(runbooks, page => Assert.True(File.Exists(RepositoryFiles.PathOf(page)), $"{Rules} points at {page}."));
    }

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

    [GeneratedRegex(@"\b(gateway|dotnet|http|kestrel)_[a-z_]+(?=[\[{)\\ ])(?<!http_connection_state)")]
    private static partial Regex Series();

    [GeneratedRegex(@"runbook: (docs/operations/[a-z0-9-]+\.md)")]
    private static partial Regex Runbook();
}
