using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.RequestPath;

namespace Gateway.Telemetry;

/// <summary>A real Prometheus on a free port that scrapes one gateway every other second and runs the rules that ship.</summary>
internal sealed partial class PrometheusProcess : IAsyncDisposable
{
    /// <summary>Seconds between two scrapes.</summary>
    public const int ScrapeSeconds = 2;

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly HttpClient _client;
    private readonly Task _log;

    private PrometheusProcess(Process process, DirectoryInfo folder, Uri address)
    {
        (_process, _folder) = (process, folder);
        _client = new HttpClient { BaseAddress = address, Timeout = Patience.Limit };
        // What is not read would block it in the end.
        _log = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Where Debian's package puts a program of it; null: there is none on the PATH.</summary>
    public static string? Find(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    public static async Task<PrometheusProcess> StartAsync(Uri scraped)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-prometheus-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "prometheus.yml"), $"""
            global: {"{"} scrape_interval: {ScrapeSeconds}s, scrape_timeout: {ScrapeSeconds}s, evaluation_interval: 1s {"}"}
            rule_files: ["{RepositoryFiles.PathOf("deploy/prometheus/waves-gateway.rules.yml")}"]
            scrape_configs:
              - job_name: waves-gateway
                static_configs: [{"{"} targets: ["{scraped.Authority}"] {"}"}]
            """);
        var process = Process.Start(new ProcessStartInfo(
            Find("prometheus")!,
            [$"--config.file={folder.FullName}/prometheus.yml", $"--storage.tsdb.path={folder.FullName}/data", "--web.listen-address=127.0.0.1:0", "--enable-feature=exemplar-storage"])
        {
            RedirectStandardError = true,
        })!;
        while (await process.StandardError.ReadLineAsync(Patience.Token) is { } line)
        {
            if (Listening().Match(line) is not { Success: true } found)
                continue;
            return new(process, folder, new($"http://{found.Groups[1].Value}"));
        }
        throw new InvalidOperationException($"Prometheus ended with {process.ExitCode}.");
    }

    /// <summary>The samples of a query now; NaN is none.</summary>
    public async Task<int> CountAsync(string query)
    {
        var answer = await GetAsync("query?query=" + Uri.EscapeDataString(query));
        var result = answer.GetProperty("data").GetProperty("result");
        return answer.GetProperty("data").GetProperty("resultType").GetString() == "scalar" ? 1
            : result.EnumerateArray().Count(sample => sample.GetProperty("value")[1].GetString() != "NaN");
    }

    /// <summary>The labels of each series that a query shows now.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> SeriesAsync(string query) =>
    [
        .. (await GetAsync("query?query=" + Uri.EscapeDataString(query))).GetProperty("data").GetProperty("result").EnumerateArray()
            .Select(sample => sample.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!)),
    ];

    /// <summary>Exemplars that were scraped for a series since the start.</summary>
    public async Task<IReadOnlyList<string>> TracesOfExemplarsAsync(string series)
    {
        var answer = await GetAsync($"query_exemplars?query={Uri.EscapeDataString(series)}&start=0&end=99999999999");
        return
        [
            .. answer.GetProperty("data").EnumerateArray().SelectMany(one => one.GetProperty("exemplars").EnumerateArray())
                .Select(exemplar => exemplar.GetProperty("labels").GetProperty("trace_id").GetString()!),
        ];
    }

    /// <summary>The rules as Prometheus has understood them.</summary>
    public async Task<IReadOnlyList<(string Type, string Name, string Query, string Fault)>> RulesAsync() =>
    [
        .. (await GetAsync("rules")).GetProperty("data").GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .Select(rule => (rule.GetProperty("type").GetString()!, rule.GetProperty("name").GetString()!, rule.GetProperty("query").GetString()!, rule.TryGetProperty("lastError", out var fault) ? fault.GetString()! : "")),
    ];

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _log;
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _client.GetAsync("/api/v1/" + path, Patience.Token);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Patience.Token);
        Assert.True(json.GetProperty("status").GetString() == "success", $"{Uri.UnescapeDataString(path)}: {json}");
        return json;
    }

    [GeneratedRegex(@"Listening on.*address=(\S+)")]
    private static partial Regex Listening();
}
