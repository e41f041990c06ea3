using System.Globalization;
using Gateway.Telemetry;

namespace Gateway.Cli;

public sealed class HealthCommandTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://0.0.0.0:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://[::]:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://*:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://10.1.2.3:8081", "http://10.1.2.3:8081/")]
    [InlineData("http://localhost:8081", "http://localhost:8081/")]
    [InlineData("https://0.0.0.0:8443; http://127.0.0.1:8081", "https://127.0.0.1:8443/")]
    public void Reachable_OfAListener_IsAnAddressOnThisMachine(string listener, string expected) =>
        Assert.Equal(new Uri(expected), HealthCommand.Reachable(listener));

    [Theory]
    [InlineData(nameof(HealthProbe.Live))]
    [InlineData(nameof(HealthProbe.Ready))]
    [InlineData(nameof(HealthProbe.Startup))]
    public async Task Run_OfAGatewayThatIsWell_EndsWithZero(string probe)
    {
        await using var host = await TelemetryHost.StartAsync();

        var (code, output, _) = await RunAsync(host.Admin.BaseAddress!, Enum.Parse<HealthProbe>(probe));

        Assert.Equal((ExitCode.Ok, "ok"), (code, output));
    }

    [Fact]
    public async Task Run_WhenNobodyAnswers_EndsWithOneAndSaysWhere()
    {
        var host = await TelemetryHost.StartAsync();
        var address = host.Admin.BaseAddress!;
        await host.DisposeAsync();

        var (code, _, error) = await RunAsync(address, HealthProbe.Live);

        Assert.Equal(ExitCode.Failed, code);
        Assert.StartsWith($"{address.GetLeftPart(UriPartial.Authority)} does not answer", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(Uri admin, HealthProbe probe)
    {
        var settings = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(settings, $$"""{ "Gateway": { "Admin": { "Url": "{{admin}}" } } }""", TestContext.Current.CancellationToken);
            await using var output = new StringWriter(CultureInfo.InvariantCulture);
            await using var error = new StringWriter(CultureInfo.InvariantCulture);
            var code = await HealthCommand.RunAsync(new FileInfo(settings), probe, OutputFormat.Text, output, error, TestContext.Current.CancellationToken);
            return (code, output.ToString().Trim(), error.ToString().Trim());
        }
        finally
        {
            File.Delete(settings);
        }
    }
}
