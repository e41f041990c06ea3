using Gateway.RequestPath;

namespace Gateway.Routing;

/// <summary>What operators may choose about routes (waves-api 8.2, 8.3).</summary>
public sealed class RouteModeTests : IAsyncLifetime
{
    private RecordingUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await RecordingUpstream.StartAsync();

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task Mode_OfEveryKind_IsObeyed()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(_upstream.Http1Address, setup =>
        {
            setup.Settings["Gateway:Routes:Modes:T4"] = "pass";
            setup.Settings["Gateway:Routes:Modes:T5"] = "gone";
            setup.Settings["Gateway:Routes:Modes:R-lightning-v2-stream"] = "pass";
            setup.Settings["Gateway:Routes:Modes:R-lightning-v2-get-speech"] = "rewrite";
        });

        Assert.Equal(200, (await RowCall.Of("T4").SendAsync(gateway, WireProtocol.Http1)).Status);
        Assert.Equal(410, (await RowCall.Of("T5").SendAsync(gateway, WireProtocol.Http1)).Status);
        Assert.Equal(200, (await RowCall.Of("R-lightning-v2-stream").SendAsync(gateway, WireProtocol.Http1)).Status);
        Assert.Equal(200, (await RowCall.Of("R-lightning-v2-get-speech").SendAsync(gateway, WireProtocol.Http1)).Status);

        Assert.Equal(["/waves/v1/lightning-v3.1/get_speech", "/waves/v1/lightning-v2/stream", "/waves/v1/tts"], _upstream.Seen.Select(seen => seen.Target));
    }

    [Theory]
    [InlineData("passthrough")]
    [InlineData("passthrough-analytics")]
    [InlineData("passthrough-ws")]
    public async Task Passthrough_SwitchedOff_IsNotFound(string id)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(_upstream.Http1Address, setup => setup.Settings["Gateway:Routes:Passthrough"] = "false");

        var answer = await RowCall.Of(id).SendAsync(gateway, WireProtocol.Http1);

        Assert.Equal(404, answer.Status);
        Assert.Equal(200, (await RowCall.Of("T1").SendAsync(gateway, WireProtocol.Http1)).Status);
    }
}
