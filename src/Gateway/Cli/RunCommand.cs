using Gateway.Configuration;
using Microsoft.Extensions.Options;

namespace Gateway.Cli;

/// <summary>Runs the gateway until it is told to stop.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(FileInfo? config, TextWriter error, CancellationToken cancellationToken)
    {
        WebApplication app;
        try
        {
            app = GatewayHost.Build(config?.FullName);
        }
        catch (Exception e) when (SettingFaults.Of(e) is { } faults)
        {
            return await SettingFaults.ReportAsync(faults, error);
        }

        await using (app)
        {
            try
            {
                // Before the host does it, which would log a stack trace for a typing error.
                app.Services.GetRequiredService<IStartupValidator>().Validate();
                await app.StartAsync(cancellationToken);
            }
            catch (Exception e) when (SettingFaults.Of(e) is { } faults)
            {
                // What has started already ends as in a shutdown, and not as if it had failed.
                app.Lifetime.StopApplication();
                return await SettingFaults.ReportAsync(faults, error);
            }
            await app.WaitForShutdownAsync(cancellationToken);
        }
        return ExitCode.Ok;
    }
}
