using System.CommandLine;
using System.Net;
using System.Text.Json;
using Gateway.Admin;
using Gateway.Configuration;

namespace Gateway.Cli;

/// <summary>
/// Asks the gateway on this machine how it is, over its admin plane: a probe for containers that have no shell and no
/// HTTP client. Answers with the exit code.
/// </summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public static Command Create(Option<FileInfo?> config)
    {
        var probe = new Option<HealthProbe>("--probe")
        {
            Description = "live: it runs. ready: it takes work. startup: it has started.",
            DefaultValueFactory = _ => HealthProbe.Live,
        };
        var output = OutputOption.Create();
        var command = new Command("health", "Ask the gateway on this machine how it is; exit code 0: well, 1: not.") { probe, output };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(config), parsed.GetValue(probe), parsed.GetValue(output), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    internal static async Task<int> RunAsync(FileInfo? config, HealthProbe probe, OutputFormat format, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        Uri root;
        try
        {
            var configuration = new ConfigurationManager();
            configuration.AddGatewaySources(config?.FullName, overrides: null);
            root = Reachable(configuration[$"{AdminOptions.Section}:{nameof(AdminOptions.Url)}"] ?? AdminOptions.DefaultUrl);
        }
        catch (Exception e) when (SettingFaults.Of(e) is { } faults)
        {
            return await SettingFaults.ReportAsync(faults, error);
        }

        try
        {
            using var handler = new SocketsHttpHandler { UseProxy = false };
            using var client = new HttpClient(handler) { Timeout = Timeout, MaxResponseContentBufferSize = 4096 };
            using var response = await client.GetAsync(new Uri(root, PathOf(probe)), cancellationToken);
            var said = await response.Content.ReadAsStringAsync(cancellationToken);
            await output.WriteLineAsync(format is OutputFormat.Text ? said : JsonSerializer.Serialize(new HealthAnswer(response.IsSuccessStatusCode, said), JsonSerializerOptions.Web));
            return response.IsSuccessStatusCode ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await error.WriteLineAsync($"{root.GetLeftPart(UriPartial.Authority)} does not answer: {e.InnerException?.Message ?? e.Message}");
            return ExitCode.Failed;
        }
    }

    /// <summary>Where a listener can be reached from here: one on every address, on loopback.</summary>
    /// <exception cref="FormatException">It is no address to listen on.</exception>
    internal static Uri Reachable(string urls)
    {
        var address = BindingAddress.Parse(urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? AdminOptions.DefaultUrl);
        var host = IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)
            ? ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback.ToString() : address.Host
            : address.Host is "localhost" ? address.Host : IPAddress.Loopback.ToString();
        return new UriBuilder(address.Scheme, host, address.Port).Uri;
    }

    private sealed record HealthAnswer(bool Well, string Detail);

    private static string PathOf(HealthProbe probe) => probe switch
    {
        HealthProbe.Ready => "/readyz",
        HealthProbe.Startup => "/startupz",
        _ => "/livez",
    };
}
