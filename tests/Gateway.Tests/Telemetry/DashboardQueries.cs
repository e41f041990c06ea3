using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.Telemetry;

/// <summary>The queries of the dashboards that ship, with everything chosen.</summary>
internal static partial class DashboardQueries
{
    /// <summary>The dashboards, by file name without its end.</summary>
    public static IReadOnlyList<string> Dashboards { get; } = ["waves-usage", "waves-capacity", "waves-voice", "waves-gateway"];

    /// <summary>Every query of a dashboard: of its panels, and of the choices at its top.</summary>
    /// <param name="dashboard">One of <see cref="Dashboards"/>.</param>
    public static IReadOnlyList<(string Panel, string Query)> Of(string dashboard)
    {
        using var json = JsonDocument.Parse(RepositoryFiles.Read($"deploy/grafana/dashboards/{dashboard}.json"));
        var root = json.RootElement;
        return
        [
            .. root.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => (panel.GetProperty("title").GetString()!, WithAll(target.GetProperty("expr").GetString()!)))),
            .. root.GetProperty("templating").GetProperty("list").EnumerateArray().Where(choice => choice.GetProperty("type").GetString() == "query")
                .Select(choice => (choice.GetProperty("name").GetString()!, LabelValues().Replace(choice.GetProperty("query").GetProperty("query").GetString()!, "count by ($2) ($1)"))),
        ];
    }

    /// <summary>The lines of a dashboard's panels that say how they are called.</summary>
    public static IReadOnlyList<(string Panel, string Legend, string Query)> Lines(string dashboard)
    {
        using var json = JsonDocument.Parse(RepositoryFiles.Read($"deploy/grafana/dashboards/{dashboard}.json"));
        return
        [
            .. json.RootElement.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Where(target => target.TryGetProperty("legendFormat", out _))
                    .Select(target => ($"{panel.GetProperty("id")} {panel.GetProperty("title")}", target.GetProperty("legendFormat").GetString()!, WithAll(target.GetProperty("expr").GetString()!)))),
        ];
    }

    /// <summary>What a legend reads for a series; as Grafana does, nothing for a label that it does not have.</summary>
    public static string Legend(string legend, IReadOnlyDictionary<string, string> labels) =>
        Label().Replace(legend, label => labels.GetValueOrDefault(label.Groups[1].Value, ""));

    /// <summary>The labels that a legend names.</summary>
    public static IEnumerable<string> LabelsOf(string legend) => Label().Matches(legend).Select(label => label.Groups[1].Value);

    /// <summary>Grafana's interval for rates is four scrapes where the screen does not ask for more.</summary>
    private static string WithAll(string query) =>
        Choice().Replace(query.Replace("$__rate_interval", $"{4 * PrometheusProcess.ScrapeSeconds}s", StringComparison.Ordinal), ".*");

    [GeneratedRegex(@"^label_values\((.*), (\w+)\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Label();

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex Choice();
}
