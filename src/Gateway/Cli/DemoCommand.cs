using System.CommandLine;
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

    public static Command Create()
    {
        var command = new Command("demo", "Run simulator and gateway together and print calls to try. Ctrl-C ends it all.");
        command.SetAction((_, cancellationToken) => RunAsync(Console.Out, Console.Error, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("waves-gateway-demo-");
        try
        {
            await using var simulator = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [UpstreamKey], Limits = PlanLimits.Standard, Cadence = Cadence.Lifelike }, cancellationToken);
            var secret = VirtualKeySecret.Create();
            await using var app = GatewayHost.Build(overrides: Settings(simulator.BaseAddress, secret, scratch.FullName));
            await app.StartAsync(cancellationToken);
            await output.WriteLineAsync(DemoCalls.Text(DataAddress(app), AdminAddress(app), simulator.BaseAddress, secret));
            await app.WaitForShutdownAsync(cancellationToken);
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

    private static Dictionary<string, string?> Settings(Uri upstream, string secret, string folder) => new()
    {
        ["Gateway:Upstream:Accounts:0:Name"] = "simulator",
        ["Gateway:Upstream:Accounts:0:Key"] = UpstreamKey,
        ["Gateway:Upstream:Accounts:0:BaseUrl"] = upstream.GetLeftPart(UriPartial.Authority),
        ["Gateway:Upstream:Accounts:0:Plan"] = "standard",
        ["Gateway:Keys:Items:0:Name"] = "demo",
        ["Gateway:Keys:Items:0:Team"] = Team,
        ["Gateway:Keys:Items:0:Secret"] = secret,
        ["Gateway:Database:Provider"] = "sqlite",
        ["Gateway:Database:ConnectionString"] = $"Data Source={Path.Combine(folder, "demo.db")}",
        ["Gateway:Logging:Format"] = "text",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
    };

    private static string DataAddress(WebApplication app) => app.Urls.First();

    private static string AdminAddress(WebApplication app) => app.Urls.Skip(app.Urls.Count - 1).First();
}
