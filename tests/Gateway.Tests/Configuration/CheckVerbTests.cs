using System.Diagnostics;
using System.Text.Json;
using Gateway.Cli;
using Waves.Simulator;

namespace Gateway.Configuration;

/// <summary><c>gateway check</c> as a shell runs it.</summary>
public sealed class CheckVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-check-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Check_GoodSettingsAndAReachableUpstream_IsOk()
    {
        await using var waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);

        var (code, output, error) = await RunAsync(waves.BaseAddress.GetLeftPart(UriPartial.Authority), "standard");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        var results = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        Assert.Equal(["upstream", "database"], results.Select(result => result.GetProperty("what").GetString()));
        Assert.All(results, result => Assert.True(result.GetProperty("reached").GetBoolean()));
        Assert.DoesNotContain("sk_good", output);
        Assert.Empty(_folder.GetFiles());
    }

    [Theory]
    [InlineData("redis", "Gateway__Redis__ConnectionString", "127.0.0.1:9,password=hunter2")]
    [InlineData("database", "Gateway__Database__ConnectionString", "Data Source=/no/such/folder/gateway.db")]
    public async Task Check_UnreachableStore_Fails(string what, string setting, string value)
    {
        await using var waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);

        var (code, output, error) = await RunAsync(waves.BaseAddress.GetLeftPart(UriPartial.Authority), "standard", (setting, value));

        Assert.Equal((ExitCode.Failed, ""), (code, error));
        var failed = Assert.Single(JsonDocument.Parse(output).RootElement.EnumerateArray(), result => !result.GetProperty("reached").GetBoolean());
        Assert.Equal(what, failed.GetProperty("what").GetString());
        Assert.DoesNotContain("hunter2", output);
    }

    [Fact]
    public async Task Check_UnreachableUpstream_Fails()
    {
        var (code, output, error) = await RunAsync("http://127.0.0.1:9", "standard");

        Assert.Equal((ExitCode.Failed, ""), (code, error));
        Assert.False(JsonDocument.Parse(output).RootElement[0].GetProperty("reached").GetBoolean());
    }

    [Fact]
    public async Task Check_FaultySettings_NamesThem()
    {
        var (code, _, error) = await RunAsync("http://127.0.0.1:9", "no name");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("Gateway:Upstream:Accounts:0:Plan", error);
    }

    [Fact]
    public async Task Check_APlanThatDoesNotExist_NamesThoseThatDo()
    {
        var (code, output, _) = await RunAsync("http://127.0.0.1:9", "gold");

        Assert.Equal(ExitCode.Failed, code);
        var plan = JsonDocument.Parse(output).RootElement.EnumerateArray().Single(result => result.GetProperty("what").GetString() == "plan");
        Assert.Equal("There is no such plan; there are standard, enterprise, unlimited.", plan.GetProperty("detail").GetString());
        Assert.Empty(_folder.GetFiles());
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string upstream, string plan, params (string Setting, string Value)[] more)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "gateway.dll"), "check", "--output", "json" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
            Environment =
            {
                ["Gateway__Upstream__Accounts__0__Key"] = "sk_good",
                ["Gateway__Upstream__Accounts__0__BaseUrl"] = upstream,
                ["Gateway__Upstream__Accounts__0__Plan"] = plan,
                ["Gateway__Database__ConnectionString"] = $"Data Source={Path.Combine(_folder.FullName, "gateway.db")}",
            },
        };
        foreach (var (setting, value) in more)
            start.Environment[setting] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
