using System.Net;
using Gateway.Policies.Keys;
using Gateway.RequestPath;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Caller;

/// <summary>Keys as operators declare them, from the settings to the wire.</summary>
public sealed class ConfiguredKeyTests : IAsyncLifetime
{
    private readonly string _whole = VirtualKeySecret.Create();
    private readonly string _expiring = VirtualKeySecret.Create();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 9, 1, 12, 0, 0, TimeSpan.Zero));
    private RecordingUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await RecordingUpstream.StartAsync();

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task Key_FromTheSettings_IsServedUntilItExpires()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(_upstream.Http1Address, setup =>
        {
            setup.RealKeys = true;
            setup.Time = _time;
            setup.Settings["Gateway:Keys:Pepper"] = "a pepper that only this test knows";
            setup.Settings["Gateway:Keys:Items:0:Team"] = "support";
            setup.Settings["Gateway:Keys:Items:0:Name"] = "whole";
            setup.Settings["Gateway:Keys:Items:0:Secret"] = _whole;
            setup.Settings["Gateway:Keys:Items:1:Team"] = "support";
            setup.Settings["Gateway:Keys:Items:1:Name"] = "until-noon";
            setup.Settings["Gateway:Keys:Items:1:Secret"] = _expiring;
            setup.Settings["Gateway:Keys:Items:1:ExpiresAt"] = "2026-09-01T12:00:01Z";
        });

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, _whole));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, _expiring));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, _whole));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(gateway, _expiring));
    }

    [Fact]
    public async Task NoKey_IsServedOnlyWhereTheSettingSaysSo()
    {
        await using var open = await GatewayUnderTest.StartAsync(_upstream.Http1Address, setup => setup.Settings["Gateway:Caller:AllowAnonymous"] = "true");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(open, ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(open, "sk_of_nobody"));
        Assert.Contains(open.Logs.GetSnapshot(), record => record.Id.Name == "AnonymousAllowed");
    }

    [Theory]
    [InlineData("/waves/v1/analytics/tts/logs")]
    [InlineData("/waves/v1/analytics/of-tomorrow")]
    [InlineData("/waves/v1/analytics")]
    public async Task NoKey_SeesNothingOfTheOrganisation(string path)
    {
        await using var open = await GatewayUnderTest.StartAsync(_upstream.Http1Address, setup => setup.Settings["Gateway:Caller:AllowAnonymous"] = "true");

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(open, "", path));
    }

    [Theory]
    [InlineData("/waves/v1/voice-cloning", HttpStatusCode.OK)]
    [InlineData("/waves/v1/lightning-v4/get_speech", HttpStatusCode.Forbidden)]
    public async Task KeyForSomeModels_IsRefusedWhereTheModelIsUntold(string path, HttpStatusCode expected)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(
            _upstream.Http1Address, setup => setup.Key = setup.Key with { Scopes = new() { Models = ["lightning-v3.1"] } });

        Assert.Equal(expected, await StatusAsync(gateway, gateway.Secret, path));
    }

    [Fact]
    public async Task KeyForSomeModels_IsRefusedOnASocketWhereTheModelIsUntold()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(
            _upstream.Http1Address, setup => setup.Key = setup.Key with { Scopes = new() { Models = ["pulse"] } });
        using var socket = new ClientSocket(await gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/asr"));

        await socket.ReceiveAllAsync();

        Assert.Equal((1008, "forbidden"), (socket.CloseCode, socket.CloseReason));
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayUnderTest gateway, string secret, string path = "/waves/v1/voice-cloning")
    {
        using var answer = await gateway.Client(WireProtocol.Http1, secret).GetAsync(path, Patience.Token);
        return answer.StatusCode;
    }
}
