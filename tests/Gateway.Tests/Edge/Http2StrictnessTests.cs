using Gateway.RequestPath;

namespace Gateway.Edge;

/// <summary>HTTP/2 header blocks that no client library would send: none becomes a header of an upstream's HTTP/1.1 request.</summary>
public sealed class Http2StrictnessTests : IClassFixture<RecordedFixture>
{
    private readonly GatewayUnderTest _gateway;
    private readonly RecordingUpstream _upstream;

    public Http2StrictnessTests(RecordedFixture fixture)
    {
        (_gateway, _upstream) = (fixture.Gateway, fixture.Upstream);
        _upstream.Reset();
    }

    [Theory]
    [InlineData("bad name", "1")]
    [InlineData("bad:name", "1")]
    [InlineData("bad\0name", "1")]
    [InlineData("bad\r\nx-injected", "1")]
    [InlineData("b\u00e4d", "1")]
    [InlineData("Bad-Name", "1")]
    [InlineData("", "1")]
    [InlineData("x-a", "1\r\nx-injected: 2")]
    [InlineData("x-a", "1\0")]
    [InlineData("connection", "close")]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("content-length", "+5")]
    [InlineData(":path", "/waves/v1/health?second")]
    [InlineData(":unknown", "1")]
    public async Task Header_ThatIsNone_IsRefused(string name, string value)
    {
        await using var client = await RawHttp2Client.ConnectAsync(_gateway.Http2Address);

        var outcome = await client.GetAsync("/waves/v1/health", (name, value));

        Assert.True(outcome is 400 or RawHttp2Client.StreamOrConnectionError, $"answered {outcome}");
        Assert.Empty(_upstream.Seen);
    }

    [Fact]
    public async Task Host_BesideTheAuthority_DecidesNothing()
    {
        await using var client = await RawHttp2Client.ConnectAsync(_gateway.Http2Address);

        await client.GetAsync("/waves/v1/health", ("host", "elsewhere.example"));

        Assert.All(_upstream.Seen, seen => Assert.Equal(_upstream.Http1Address.Authority, seen.Header("Host")));
    }

    [Fact]
    public async Task Header_ThatIsOne_Passes()
    {
        await using var client = await RawHttp2Client.ConnectAsync(_gateway.Http2Address);

        Assert.Equal(200, await client.GetAsync("/waves/v1/health", ("x-a", "1")));
        Assert.Equal("1", _upstream.Single().Header("x-a"));
    }

    [Theory]
    [InlineData("/waves/v1/health\r\nx-injected: 1")]
    [InlineData("/waves/v1/of tomorrow")]
    [InlineData("/waves/v1/\u0001")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("waves/v1/health")]
    public async Task Path_ThatIsNone_IsRefused(string path)
    {
        await using var client = await RawHttp2Client.ConnectAsync(_gateway.Http2Address);

        var outcome = await client.GetAsync(path);

        Assert.True(outcome is 400 or 404 or RawHttp2Client.StreamOrConnectionError, $"answered {outcome}");
        Assert.Empty(_upstream.Seen);
    }
}
