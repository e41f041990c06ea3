using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Gateway.Configuration;

/// <summary>What the files of a deployment set exists; the chart renders where <c>helm</c> is installed.</summary>
public sealed class DeploymentFilesTests
{
    private const string Chart = "deploy/helm/waves-gateway";

    /// <summary>Values with which every part of the chart is rendered.</summary>
    private static readonly string[] Everything =
    [
        "--set", "redis.existingSecret=redis,database.existingSecret=database,admin.existingSecret=admin,pepper.existingSecret=pepper",
        "--set", "autoscaling.enabled=true,serviceMonitor.enabled=true,preStopSeconds=7,drainSeconds=90",
        "--set", "settings.Gateway.Cors.Origins={https://app.example.com}",
    ];

    public static TheoryData<string> Files { get; } = new(
        "Dockerfile", "docker-compose.yml", $"{Chart}/templates/deployment.yaml");

    private static string? Helm { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "helm"))
        .FirstOrDefault(File.Exists);

    [Theory]
    [MemberData(nameof(Files))]
    public void Variables_OfADeployment_AreSettings(string file)
    {
        var text = Regex.Replace(RepositoryFiles.Read(file), @"\{\{ \$i \}\}|%d", "0");
        var names = Regex.Matches(text, @"\bGateway__\w+").Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)).Distinct().ToList();

        Assert.NotEmpty(names);
        Assert.Empty(SettingCheck.Faults(new ConfigurationBuilder().AddInMemoryCollection(names.Select(name => KeyValuePair.Create(name, (string?)""))).Build()));
    }

    [Fact]
    public async Task Chart_WithItsValues_IsOnePodThatNeedsNothingElse()
    {
        var rendered = await RenderAsync();

        Assert.Contains("replicas: 1\n", rendered, StringComparison.Ordinal);
        Assert.Contains("type: Recreate\n", rendered, StringComparison.Ordinal);
        Assert.Contains("kind: PersistentVolumeClaim\n", rendered, StringComparison.Ordinal);
        Assert.DoesNotContain("kind: PodDisruptionBudget\n", rendered, StringComparison.Ordinal);
        Assert.DoesNotContain("Gateway__Redis", rendered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chart_WithEverything_DrainsForAsLongAsThePodLives()
    {
        var rendered = await RenderAsync(Everything);

        Assert.Contains("Gateway__Edge__DrainTimeout, value: \"00:01:30\"", rendered, StringComparison.Ordinal);
        Assert.Contains("sleep: { seconds: 7 }", rendered, StringComparison.Ordinal);
        Assert.Contains("terminationGracePeriodSeconds: 112\n", rendered, StringComparison.Ordinal);
        Assert.Contains("kind: PodDisruptionBudget\n", rendered, StringComparison.Ordinal);
        Assert.Contains("kind: HorizontalPodAutoscaler\n", rendered, StringComparison.Ordinal);
        Assert.DoesNotContain("kind: PersistentVolumeClaim\n", rendered, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replicaCount=2", "redis.existingSecret")]
    [InlineData("replicaCount=2,redis.existingSecret=redis", "database.existingSecret")]
    [InlineData("accounts=null", "accounts")]
    [InlineData("accounts[0].name=main", "accounts[0].existingSecret")]
    public async Task Chart_ThatCannotWork_IsNotRendered(string values, string named)
    {
        var (code, _, error) = await RunAsync(["template", "test", RepositoryFiles.PathOf(Chart), "--set", values]);

        Assert.NotEqual(0, code);
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync(params string[] values)
    {
        var (lint, findings, _) = await RunAsync(["lint", "--strict", RepositoryFiles.PathOf(Chart), .. values]);
        Assert.True(lint is 0, findings);
        var (code, rendered, error) = await RunAsync(["template", "test", RepositoryFiles.PathOf(Chart), "--kube-version", "1.32.0", .. values]);
        Assert.True(code is 0, error);
        return rendered;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        Assert.SkipWhen(Helm is null, "There is no helm on the path.");
        using var process = Process.Start(new ProcessStartInfo(Helm!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
