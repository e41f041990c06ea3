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

    private static string WithAll(string query) => Choice().Replace(query.Replace("$__rate_interval", "1m", StringComparison.Ordinal), ".*");

    [GeneratedRegex(@"^label_values\((.*), (\w+)\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex Choice();
}
