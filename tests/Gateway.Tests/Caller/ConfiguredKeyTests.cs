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

    private static async Task<HttpStatusCode> StatusAsync(GatewayUnderTest gateway, string secret)
    {
        using var answer = await gateway.Client(WireProtocol.Http1, secret).GetAsync("/waves/v1/voice-cloning", Patience.Token);
        return answer.StatusCode;
    }
}
