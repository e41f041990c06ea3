using Gateway.RequestPath;

namespace Gateway.Forwarding;

/// <summary>A query goes upstream byte for byte except for credentials (waves-api 1.3).</summary>
public sealed class ExactQueryTests : IClassFixture<RecordedFixture>
{
    private readonly GatewayUnderTest _gateway;
    private readonly RecordingUpstream _upstream;

    public ExactQueryTests(RecordedFixture fixture)
    {
        (_gateway, _upstream) = (fixture.Gateway, fixture.Upstream);
        _upstream.Reset();
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?model=pulse&language=en")]
    [InlineData("?%6Dodel=pulse&model=pulse&a=%41%2b%2B+%20&b=a+b")]
    [InlineData("?model=pulse&keywords=Waves:2,Lightning%20v3.1:1.5,a+b:3&keywords=second:1")]
    [InlineData("?model=pulse&&&=&a&b=&c==d&e=f=g")]
    [InlineData("?model=pulse&a='\"<>{}|^`\\[]@!$*();:,./~-_")]
    [InlineData("?model=pulse&a=%zz%&b=%E0%A4%A&c=%00%0d%0a")]
    [InlineData("?model=pulse&a=1?b=2?c")]
    [InlineData("?model=pulse&my_token=kept&api_keys=kept&tokens=kept")]
    public async Task Query_InAnySpelling_Passes(string query)
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"GET /waves/v1/of/tomorrow{query} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\n\r\n");

        Assert.Equal(200, (await client.ReadAsync()).Status);
        Assert.Equal("/waves/v1/of/tomorrow" + query, _upstream.Single().Target);
    }

    [Theory]
    [InlineData("?token={0}&a=%41+b&api_key=x", "?a=%41+b")]
    [InlineData("?a=%41&&token={0}&b=c+d", "?a=%41&&b=c+d")]
    [InlineData("?A=1&TOKEN={0}&b=%2f", "?A=1&b=%2f")]
    [InlineData("?to%6ben={0}", "")]
    [InlineData("?token", "")]
    public async Task Query_WithCredentials_LosesThemAlone(string query, string expected)
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"GET /waves/v1/of/tomorrow{string.Format(null, query, _gateway.Secret)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\n\r\n");

        Assert.Equal(200, (await client.ReadAsync()).Status);
        Assert.Equal("/waves/v1/of/tomorrow" + expected, _upstream.Single().Target);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Query_OfTenThousandKeywords_Passes(WireProtocol protocol)
    {
        var keywords = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"keyword{i}:2"));
        var target = $"/waves/v1/stt/live?model=pulse&language=en&keywords={keywords}";
        Assert.True(target.Length > 128 * 1024);

        using var socket = await _gateway.ConnectAsync(protocol, target);

        Assert.Equal(target, _upstream.Single().Target);
    }
}
