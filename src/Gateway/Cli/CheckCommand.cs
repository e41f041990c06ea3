using System.CommandLine;
using System.Text.Json;
using Gateway.Configuration;

namespace Gateway.Cli;

/// <summary>
/// Checks settings and reachability without opening a port and without changing anything: every fault of the settings,
/// then the accounts, Redis and the database that they name.
/// </summary>
internal static class CheckCommand
{
    public static Command Create(Option<FileInfo?> config)
    {
        var output = OutputOption.Create();
        var command = new Command("check", "Check settings and reachability, then exit.") { output };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(config), parsed.GetValue(output), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? config, OutputFormat format, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            await using var app = GatewayHost.Build(config?.FullName, customize: builder => builder.Logging.ClearProviders());
            var found = await Task.WhenAll(app.Services.GetServices<IReachable>().Select(reachable => reachable.TryAsync(cancellationToken)));
            Reachability[] results = [.. found.SelectMany(each => each)];
            await PrintAsync(results, format, output);
            return results.All(r => r.Reached) ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception e) when (SettingFaults.Of(e) is { } faults)
        {
            return await SettingFaults.ReportAsync(faults, error);
        }
    }

    private static async Task PrintAsync(Reachability[] results, OutputFormat format, TextWriter output)
    {
        if (format is OutputFormat.Json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(results, JsonSerializerOptions.Web));
            return;
        }
        await output.WriteLineAsync("The settings are valid.");
        foreach (var result in results)
            await output.WriteLineAsync($"{(result.Reached ? "ok    " : "FAILED")}  {result.What,-8}  {$"{result.Name} {result.Address}".Trim()}  {result.Detail}");
    }
}
