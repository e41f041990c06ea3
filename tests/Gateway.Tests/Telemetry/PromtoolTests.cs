using System.Diagnostics;
using Gateway.RequestPath;

namespace Gateway.Telemetry;

/// <summary>The rules that ship, as Prometheus' own tool judges and tests them.</summary>
public sealed class PromtoolTests
{
    [Theory]
    [InlineData("check", "rules", "waves-gateway.rules.yml")]
    [InlineData("test", "rules", "waves-gateway.test.yml")]
    [InlineData("check", "config", "prometheus.yml")]
    public async Task Rules_Pass(params string[] arguments)
    {
        var promtool = PrometheusProcess.Find("promtool");
        Assert.SkipWhen(promtool is null, "There is no promtool on the PATH (Debian: prometheus).");
        using var process = Process.Start(new ProcessStartInfo(promtool, arguments)
        {
            WorkingDirectory = RepositoryFiles.PathOf("deploy/prometheus"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(Patience.Token), process.StandardError.ReadToEndAsync(Patience.Token));
        await process.WaitForExitAsync(Patience.Token);

        Assert.True(process.ExitCode == 0, string.Concat(said));
    }

    [Fact]
    public void EveryAlert_IsTested()
    {
        var tests = RepositoryFiles.Read("deploy/prometheus/waves-gateway.test.yml");
        Assert.All(MonitoringFilesTests.Alerts(), alert => Assert.Contains($"alertname: {alert.Name}\n        eval_time", tests, StringComparison.Ordinal));
    }
}
