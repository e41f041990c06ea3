using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Gateway.Cli;
using Gateway.RequestPath;

namespace Gateway.Configuration;

/// <summary>Faulty settings stop the start with exit code 2: one line a fault, each naming its setting, none with a value that is secret.</summary>
public sealed class StartRefusalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-start-");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<string, string, string> Faults { get; } = new()
    {
        { "Gateway:Upstream:Accounts:0:Key", "", "Gateway:Upstream:Accounts:0:Key" },
        { "Gateway:Upstream:Accounts:0:Key", "sk_with a blank", "Gateway:Upstream:Accounts:0:Key" },
        { "Gateway:Upstream:Accounts:0:KeyFile", "/no/such/file", "Gateway:Upstream:Accounts:0:KeyFile" },
        { "Gateway:Upstream:Accounts:0:BaseUrl", "http://user:secret@127.0.0.1/path?query", "Gateway:Upstream:Accounts:0:BaseUrl" },
        { "Gateway:Upstream:Accounts:0:BaseUrl", "ftp://127.0.0.1", "Gateway:Upstream:Accounts:0:BaseUrl" },
        { "Gateway:Upstream:Accounts:0:FallbackUrls:0", "nowhere", "Gateway:Upstream:Accounts:0:BaseUrl" },
        { "Gateway:Upstream:Accounts:0:Name", "a b", "Gateway:Upstream:Accounts:0:Name" },
        { "Gateway:Upstream:Accounts:0:Plan", "gold", "Gateway:Upstream:Accounts:0:Plan" },
        { "Gateway:Upstream:Accounts:0:HttpVersion", "3", "Gateway:Upstream:Accounts:0:HttpVersion" },
        { "Gateway:Upstream:Accounts:0:Limits:video:Slots", "1", "Gateway:Upstream:Accounts:0:Limits:video" },
        { "Gateway:Upstream:ResponseTimeout", "00:00:00", "Gateway:Upstream:ResponseTimeout" },
        { "Gateway:Upstream:ConnectTimeout", "soon", "Gateway:Upstream:ConnectTimeout" },
        { "Gateway:Edge:MaxRequestLineBytes", "1", "Gateway:Edge:MaxRequestLineBytes" },
        { "Gateway:Edge:Http2Urls", "http://127.0.0.1:notaport", "Gateway:Edge:Http2Urls" },
        { "Gateway:Routes:Modes:T1", "gone", "Gateway:Routes:Modes:T1" },
        { "Gateway:Routes:Modes:T9", "pass", "Gateway:Routes:Modes:T9" },
        { "Gateway:Routes:Modes:R-asr", "rewrite", "Gateway:Routes:Modes:R-asr" },
        { "Gateway:Keys:Pepper", "short", "Gateway:Keys:Pepper" },
        { "Gateway:Keys:Items:0:Secret", "too-short", "Gateway:Keys:Items:0" },
        { "Gateway:Keys:Items:0:Team", "", "Gateway:Keys:Items:0" },
        { "Gateway:Admission:MaxQueueDepth", "-1", "Gateway:Admission:MaxQueueDepth" },
        { "Gateway:Nothing:Like:This", "1", "Gateway:Nothing" },
        { "Gateway:Edge:Http2Urls", "127.0.0.1:8082", "Gateway:Edge:Http2Urls" },
        { "Gateway:Admin:Url", "http://somewhere.example:8081", "Gateway:Admin:Url" },
        { "urls", "not a url", "ASPNETCORE_URLS" },
        { "urls", "http://127.0.0.1:99999", "ASPNETCORE_URLS" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_OfAnyKind_NamesItsSetting(string path, string value, string named)
    {
        var (code, error) = await RunAsync((path, value));

        Assert.Equal(ExitCode.Usage, code);
        Assert.StartsWith("The settings have", error[0]);
        Assert.Contains(error.Skip(1), line => line.StartsWith($"  {named}", StringComparison.Ordinal));
        Assert.DoesNotContain(error, line => line.Contains("secret@", StringComparison.Ordinal) || line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Faults_OfSeveralSections_AreAllSaidAtOnce()
    {
        var (code, error) = await RunAsync(
            ("Gateway:Upstream:Accounts:0:Plan", "no name"),
            ("Gateway:Routes:Modes:T9", "pass"),
            ("Gateway:Keys:Pepper", "short"),
            ("Gateway:Upstream:ConnectTimeout", "soon"),
            ("Gateway:Edge:DrainTimout", "00:00:01"),
            ("urls", "nowhere"));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Equal("The settings have 6 faults:", error[0]);
        Assert.Equal(7, error.Length);
    }

    [Fact]
    public async Task Port_MeantForBothPlanes_IsSaid()
    {
        var (code, error) = await RunAsync(("urls", "http://127.0.0.1:18765"), ("Gateway:Admin:Url", "http://127.0.0.1:18765"));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("  Gateway:Admin:Url: port 18765 is that of ASPNETCORE_URLS already; each has its own.", error);
    }

    [Fact]
    public async Task File_ThatIsMissing_IsSaid()
    {
        using var error = new StringWriter();

        Assert.Equal(ExitCode.Usage, await RunCommand.RunAsync(new FileInfo(Path.Combine(_folder.FullName, "none.json")), error, TestContext.Current.CancellationToken));
        Assert.Contains("--config: ", error.ToString());
        Assert.Contains("none.json", error.ToString());
    }

    [Fact]
    public async Task File_ThatIsNoJson_IsSaid()
    {
        using var error = new StringWriter();
        var file = Path.Combine(_folder.FullName, "broken.json");
        await File.WriteAllTextAsync(file, """{ "Gateway": """, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Usage, await RunCommand.RunAsync(new FileInfo(file), error, TestContext.Current.CancellationToken));
        Assert.Contains("--config:", error.ToString());
        Assert.DoesNotContain("   at ", error.ToString());
    }

    [Fact]
    public async Task Port_ThatIsTaken_IsSaid()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();

        var (code, error) = await RunAsync(("urls", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}"));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(error, line => line.Contains("ASPNETCORE_URLS", StringComparison.Ordinal));
    }

    /// <summary>What the whole process says, log included: the fault, once, and no stack trace.</summary>
    [Theory]
    [InlineData("Gateway__Upstream__Accounts__0__Plan", "gold", "There is no such plan")]
    [InlineData("ASPNETCORE_URLS", "taken", "address already in use")]
    [InlineData("Gateway__Admin__Url", "http://192.0.2.1:8081", "none of this machine's")]
    public async Task Process_SaysItOnce_WithoutAStackTrace(string setting, string value, string said)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var start = new ProcessStartInfo("dotnet", [typeof(GatewayHost).Assembly.Location]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = start.Environment["Gateway__Admin__Url"] = "http://127.0.0.1:0";
        start.Environment["SMALLEST_API_KEY"] = "sk_good";
        start.Environment["Gateway__Database__ConnectionString"] = $"Data Source={Path.Combine(_folder.FullName, "gateway.db")}";
        start.Environment[setting] = value == "taken" ? $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}" : value;

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Patience.Token), process.StandardError.ReadToEndAsync(Patience.Token));
        await process.WaitForExitAsync(Patience.Token);

        Assert.Equal(ExitCode.Usage, process.ExitCode);
        var lines = (await error).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("The settings have a fault:", lines[0]);
        Assert.Contains(said, Assert.Single(lines[1..]), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", await output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Error\"", await output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Critical\"", await output, StringComparison.Ordinal);
    }

    /// <summary>Starts on good settings, one or more of them spoiled.</summary>
    private async Task<(int Code, string[] Error)> RunAsync(params (string Path, string Value)[] spoiled)
    {
        var settings = new Dictionary<string, string>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Gateway:Admin:Url"] = "http://127.0.0.1:0",
            ["Gateway:Upstream:Accounts:0:Key"] = "sk_good",
            ["Gateway:Upstream:Accounts:0:BaseUrl"] = "http://127.0.0.1:9",
            ["Gateway:Database:ConnectionString"] = $"Data Source={Path.Combine(_folder.FullName, "gateway.db")}",
        };
        foreach (var (path, value) in spoiled)
            settings[path] = value;
        var file = Path.Combine(_folder.FullName, "gateway.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(settings), TestContext.Current.CancellationToken);
        using var error = new StringWriter();
        // A start that is not refused would serve until it is told to stop.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        var code = await RunCommand.RunAsync(new FileInfo(file), error, patience.Token);
        return (code, error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
