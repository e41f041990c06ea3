using Gateway.RequestPath;

namespace Gateway.Forwarding;

/// <summary>The query that Hydra insists on, for clients that send none (waves-api 1.4, 4.3).</summary>
public sealed class HydraHandshakeTests : IClassFixture<RecordedFixture>
{
    private readonly GatewayUnderTest _gateway;
    private readonly RecordingUpstream _upstream;

    public HydraHandshakeTests(RecordedFixture fixture)
    {
        (_gateway, _upstream) = (fixture.Gateway, fixture.Upstream);
        _upstream.Reset();
    }

    [Theory]
    [InlineData("", "?model=hydra-v1.1&api_key=")]
    [InlineData("?x=1", "?x=1&model=hydra-v1.1&api_key=")]
    [InlineData("?model=hydra-v1.0", "?model=hydra-v1.0&api_key=")]
    public async Task Query_HasModelAndKeyUpstream(string query, string expected)
    {
        await (RowCall.Of("H1") with { Query = query }).SendAsync(_gateway, WireProtocol.Http1);

        Assert.Equal("/waves/v1/s2s" + expected + GatewayUnderTest.UpstreamKey, _upstream.Single().Target);
    }
}
