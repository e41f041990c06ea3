using System.CommandLine;
using System.Text.Json;
using Gateway.Configuration;
using Gateway.Upstream;
using Microsoft.Extensions.Options;

namespace Gateway.Cli;

/// <summary>
/// Checks settings and reachability without opening a port: every fault of the settings, then each base URL of each
/// account by the upstream's free health route.
/// </summary>
internal static class CheckCommand
{
    private const string HealthPath = "/waves/v1/health";

    public static Command Create(Option<FileInfo?> config)
    {
        var output = OutputOption.Create();
        var command = new Command("check", "Check settings and reachability, then exit.") { output };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(config), parsed.GetValue(output), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? config, OutputFormat format, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            await using var app = GatewayHost.Build(config?.FullName, customize: builder => builder.Logging.ClearProviders());
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            var results = await ProbeAsync(app.Services, cancellationToken);
            await PrintAsync(results, format, output);
            return results.All(r => r.Reached) ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception e) when (SettingFaults.Of(e) is { } faults)
        {
            return await SettingFaults.ReportAsync(faults, error);
        }
    }

    private static async Task<List<ProbeResult>> ProbeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var results = new List<ProbeResult>();
        foreach (var account in services.GetRequiredService<UpstreamAccounts>().All)
        {
            foreach (var destination in account.Destinations)
                results.Add(await ProbeAsync(account, destination, cancellationToken));
        }
        return results;
    }

    private static async Task<ProbeResult> ProbeAsync(UpstreamAccount account, UpstreamDestination destination, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, destination.Root + HealthPath)
        {
            Version = destination.Version,
            VersionPolicy = destination.VersionPolicy,
        };
        try
        {
            using var response = await destination.Client.SendAsync(request, cancellationToken);
            return new(account.Name, account.Plan.Name, destination.Root, response.IsSuccessStatusCode, $"{(int)response.StatusCode} from {HealthPath}");
        }
        catch (Exception e) when (e is HttpRequestException or Polly.ExecutionRejectedException)
        {
            return new(account.Name, account.Plan.Name, destination.Root, false, e.InnerException?.Message ?? e.Message);
        }
    }

    private static async Task PrintAsync(List<ProbeResult> results, OutputFormat format, TextWriter output)
    {
        if (format is OutputFormat.Json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(results, JsonSerializerOptions.Web));
            return;
        }
        await output.WriteLineAsync("The settings are valid.");
        foreach (var result in results)
            await output.WriteLineAsync($"{(result.Reached ? "ok    " : "FAILED")}  account {result.Account} ({result.Plan})  {result.Url}  {result.Detail}");
    }

    private sealed record ProbeResult(string Account, string Plan, string Url, bool Reached, string Detail);
}
