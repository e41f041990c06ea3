using System.Net;
using System.Text.Json;
using Gateway.Policies.Keys;
using Gateway.RequestPath;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Configuration;

/// <summary>A settings file that changes under a running gateway.</summary>
public sealed class SettingsWatcherTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gw-settings-");
    private readonly string _former = VirtualKeySecret.Create();
    private readonly string _next = VirtualKeySecret.Create();

    private string Path => System.IO.Path.Combine(_folder.FullName, "gateway.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task GoodChange_IsInForceAtOnce_AndWhatNeedsARestartIsNamed()
    {
        await using var upstream = await RecordingUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(gateway, _former));
        Assert.Contains(KeyValuePair.Create("Authorization", "Bearer sk_real_of_yesterday"), upstream.Single().Headers);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(gateway, _next));
        upstream.Reset();

        await WriteAsync(Settings(upstream, "sk_real_of_today", ("Gateway:Keys:Items:0:Secret", _next), ("Gateway:Edge:DrainTimeout", "00:00:01"), ("Gateway:Cors:Origins:0", "https://app.example.com")));
        await UntilToldAsync(gateway, "SettingsTaken");

        await UntilAsync(async () => await CallAsync(gateway, _next) is HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(gateway, _former));
        Assert.Contains(KeyValuePair.Create("Authorization", "Bearer sk_real_of_today"), upstream.Seen[^1].Headers);
        Assert.Equal("https://app.example.com", await PreflightAsync(gateway));
        Assert.Equal("Gateway:Edge:DrainTimeout", Told(gateway, "SettingsNeedRestart").GetStructuredStateValue("Settings"));
        Assert.Equal(
            "Gateway:Cors:Origins:0, Gateway:Keys:Items:0:Secret, Gateway:Upstream:Accounts:0:Key", Told(gateway, "SettingsTaken").GetStructuredStateValue("Settings"));
        Assert.DoesNotContain(gateway.Logs.GetSnapshot(), record => record.Message.Contains("sk_real", StringComparison.Ordinal) || record.Message.Contains(_next, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"Gateway:Upstream:Accounts:0:Plan":"gold","Gateway:Tokens:ConnectWithin":"00:00:01","Gateway:Nix":"1"}""", "Gateway:Nix")]
    [InlineData("""{"Gateway:Keys:Items:0:Team":"not a name","Gateway:Upstream:Accounts:0:Plan":"gold"}""", "Gateway:Keys:Items:0:Team", "Gateway:Upstream:Accounts:0:Plan")]
    [InlineData("{\n \"Gateway\": {\n  \"Keys\": sk_real_cut_off", "line 3")]
    [InlineData("[]", "object")]
    public async Task FaultyChange_ChangesNothing_AndEveryFaultIsNamed(string content, params string[] faults)
    {
        await using var upstream = await RecordingUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);

        await File.WriteAllTextAsync(Path, content, Patience.Token);
        await UntilToldAsync(gateway, "SettingsRejected");

        var told = Told(gateway, "SettingsRejected").Message;
        Assert.All(faults, fault => Assert.Contains(fault, told, StringComparison.Ordinal));
        Assert.DoesNotContain("sk_real", told, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(gateway, _former));
        File.Delete(Path);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(gateway, _former));

        await WriteAsync(Settings(upstream, "sk_real_of_today"));
        await UntilToldAsync(gateway, "SettingsTaken");
    }

    private async Task<GatewayUnderTest> StartAsync(RecordingUpstream upstream)
    {
        await WriteAsync(Settings(upstream, "sk_real_of_yesterday"));
        return await GatewayUnderTest.StartAsync(upstream.Http1Address, setup =>
        {
            setup.Time = _clock;
            setup.RealKeys = true;
            setup.ConfigFile = Path;
            foreach (var name in (string[])["Name", "Key", "BaseUrl", "Plan", "HttpVersion"])
                setup.Settings[$"Gateway:Upstream:Accounts:0:{name}"] = null;
            setup.Settings["Gateway:Edge:DrainTimeout"] = null;
        });
    }

    private Dictionary<string, string> Settings(RecordingUpstream upstream, string key, params (string Path, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Gateway:Upstream:Accounts:0:Name"] = "main",
            ["Gateway:Upstream:Accounts:0:Key"] = key,
            ["Gateway:Upstream:Accounts:0:BaseUrl"] = upstream.Http1Address.GetLeftPart(UriPartial.Authority),
            ["Gateway:Upstream:Accounts:0:Plan"] = "unlimited",
            ["Gateway:Upstream:Accounts:0:HttpVersion"] = "1.1",
            ["Gateway:Keys:Items:0:Name"] = "bot",
            ["Gateway:Keys:Items:0:Team"] = "payments",
            ["Gateway:Keys:Items:0:Secret"] = _former,
        };
        foreach (var (path, value) in more)
            settings[path] = value;
        return settings;
    }

    private Task WriteAsync(Dictionary<string, string> settings) => File.WriteAllTextAsync(Path, JsonSerializer.Serialize(settings), Patience.Token);

    private Task UntilToldAsync(GatewayUnderTest gateway, string name) =>
        UntilAsync(() => Task.FromResult(gateway.Logs.GetSnapshot().Any(record => record.Id.Name == name)));

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        var patience = Patience.Token;
        while (!await holds())
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience);
        }
    }

    private static Microsoft.Extensions.Logging.Testing.FakeLogRecord Told(GatewayUnderTest gateway, string name) =>
        gateway.Logs.GetSnapshot().Last(record => record.Id.Name == name);

    private static async Task<HttpStatusCode> CallAsync(GatewayUnderTest gateway, string secret)
    {
        using var answer = await gateway.Client(WireProtocol.Http1, secret).GetAsync("/waves/v1/voice-cloning", Patience.Token);
        return answer.StatusCode;
    }

    private static async Task<string?> PreflightAsync(GatewayUnderTest gateway)
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/waves/v1/voice-cloning");
        preflight.Headers.Add("Origin", "https://app.example.com");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        using var answer = await gateway.Client(WireProtocol.Http1, "").SendAsync(preflight, Patience.Token);
        return answer.Headers.GetValues("Access-Control-Allow-Origin").Single();
    }
}
