using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Admin;
using Gateway.Cli.Load;
using Gateway.Configuration;
using Gateway.Policies.Keys;
using Waves.Simulator;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Cli;

/// <summary>
/// The whole product on one machine with nothing configured: a simulator as upstream, the gateway, a team with a key, and
/// ready-made calls. Everything it makes is gone when it ends.
/// </summary>
internal static class DemoCommand
{
    private const string UpstreamKey = "sk_demo_upstream";
    private const string Team = "demo";

    /// <summary>The verb; <paramref name="config"/> names the settings file of the gateway that <c>demo load</c> works for.</summary>
    public static Command Create(Option<FileInfo?> config)
    {
        var output = OutputOption.Create();
        var load = new Option<bool>("--load") { Description = "Send a bit of everything meanwhile, for metrics and dashboards." };
        var command = new Command("demo", "Run simulator and gateway together and print calls to try. Ctrl-C ends it all.") { output, load, LoadCommand.Create(config) };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(output), parsed.GetValue(load), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(OutputFormat format, bool load, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("waves-gateway-demo-");
        try
        {
            await using var simulator = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [UpstreamKey], Limits = PlanLimits.Standard, Cadence = Cadence.Lifelike }, cancellationToken);
            var secret = VirtualKeySecret.Create();
            var adminKey = RandomNumberGenerator.GetHexString(32, lowercase: true);
            await using var app = GatewayHost.Build(overrides: Settings(simulator.BaseAddress, secret, adminKey, scratch.FullName));
            await app.StartAsync(cancellationToken);
            await output.WriteLineAsync(format is OutputFormat.Text
                ? DemoCalls.Text(DataAddress(app), AdminAddress(app), simulator.BaseAddress, secret, adminKey)
                : JsonSerializer.Serialize(new DemoSite(DataAddress(app), AdminAddress(app), simulator.BaseAddress.GetLeftPart(UriPartial.Authority), adminKey, Team, secret), JsonSerializerOptions.Web));
            var sending = load ? LoadAsync(app, secret) : Task.CompletedTask;
            await app.WaitForShutdownAsync(cancellationToken);
            await sending;
            return ExitCode.Ok;
        }
        catch (Exception e) when (SettingFaults.Of(e) is { } faults)
        {
            return await SettingFaults.ReportAsync(faults, error);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static async Task LoadAsync(WebApplication app, string secret)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        await app.Services.GetRequiredService<IPlanAdministration>().PutPricesAsync(DemoLoad.Prices, new("demo", "demo"), stopping);
        await DemoLoad.RunAsync(new Uri(DataAddress(app)), [secret], DemoLoad.Pause, app.Services.GetRequiredService<TimeProvider>(), stopping);
    }

    private static Dictionary<string, string?> Settings(Uri upstream, string secret, string adminKey, string folder) => new()
    {
        ["Gateway:Upstream:Accounts:0:Name"] = "simulator",
        ["Gateway:Upstream:Accounts:0:Key"] = UpstreamKey,
        ["Gateway:Upstream:Accounts:0:BaseUrl"] = upstream.GetLeftPart(UriPartial.Authority),
        ["Gateway:Upstream:Accounts:0:Plan"] = "standard",
        ["Gateway:Admin:Key"] = adminKey,
        ["Gateway:Keys:Items:0:Name"] = "demo",
        ["Gateway:Keys:Items:0:Team"] = Team,
        ["Gateway:Keys:Items:0:Secret"] = secret,
        ["Gateway:Database:Provider"] = "sqlite",
        ["Gateway:Database:ConnectionString"] = $"Data Source={Path.Combine(folder, "demo.db")}",
        ["Gateway:Logging:Format"] = "text",
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
    };

    private sealed record DemoSite(string Gateway, string Admin, string Upstream, string AdminKey, string Team, string Secret);

    private static string DataAddress(WebApplication app) => app.Urls.First();

    private static string AdminAddress(WebApplication app) => app.Urls.Skip(app.Urls.Count - 1).First();
}
