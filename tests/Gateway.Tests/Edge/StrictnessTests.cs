using Gateway.RequestPath;

namespace Gateway.Edge;

/// <summary>
/// What an upstream might read differently never passes: it is refused, the connection ends, and whatever was hidden
/// behind it is not read as a request.
/// </summary>
public sealed class StrictnessTests : IClassFixture<RecordedFixture>
{
    /// <summary>A request that needs no key, hidden in the body of another.</summary>
    private const string Hidden = "GET /waves/v1/health?hidden HTTP/1.1\r\nHost: x\r\n\r\n";

    private readonly GatewayUnderTest _gateway;
    private readonly RecordingUpstream _upstream;

    public StrictnessTests(RecordedFixture fixture)
    {
        (_gateway, _upstream) = (fixture.Gateway, fixture.Upstream);
        _upstream.Reset();
    }

    [Theory]
    [InlineData("signed length", "Content-Length: +52\r\n")]
    [InlineData("negative length", "Content-Length: -1\r\n")]
    [InlineData("length in hexadecimal", "Content-Length: 0x10\r\n")]
    [InlineData("length with a blank", "Content-Length: 5 2\r\n")]
    [InlineData("list of lengths", "Content-Length: 52, 52\r\n")]
    [InlineData("two lengths", "Content-Length: 52\r\nContent-Length: 0\r\n")]
    [InlineData("one length twice", "Content-Length: 52\r\nContent-Length: 52\r\n")]
    [InlineData("empty length", "Content-Length:\r\n")]
    [InlineData("length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")]
    [InlineData("chunks not last", "Transfer-Encoding: chunked, identity\r\n")]
    [InlineData("unknown coding", "Transfer-Encoding: xchunked\r\n")]
    [InlineData("blank before the colon", "Content-Length : 5\r\n")]
    [InlineData("folded line", "X-A: 1\r\n Content-Length: 5\r\n")]
    [InlineData("no name", ": 5\r\n")]
    [InlineData("a name with a blank", "X A: 5\r\n")]
    [InlineData("NUL in a value", "X-A: 1\0\r\n")]
    [InlineData("bare CR in a value", "X-A: 1\rContent-Length: 5\r\n")]
    [InlineData("two hosts", "Host: y\r\n")]
    public async Task Head_WithTwoReadings_IsRefusedAndNothingBehindItRead(string what, string header)
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"POST /waves/v1/of/tomorrow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\n{header}\r\n{Hidden}");

        var answer = await client.ReadAsync();

        Assert.True(answer.Status is 400 or 501, $"{what}: {answer.StartLine}");
        Assert.True(await client.IsClosedAsync(), $"{what}: the connection stays open.");
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("LF ends a chunk size", "5\nhello\r\n0\r\n\r\n")]
    [InlineData("LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n")]
    [InlineData("signed size", "+5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("size with 0x", "0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("overflowing size", "FFFFFFFFFFFFFFFFF5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("no line end behind the data", "5\r\nhello0\r\n\r\n")]
    public async Task Chunks_WithTwoReadings_NeverReachTheUpstreamWhole(string what, string body)
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"POST /waves/v1/of/tomorrow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\nTransfer-Encoding: chunked\r\n\r\n{body}{Hidden}");

        var answer = await client.ReadAsync();

        Assert.True(answer.Status is 400, $"{what}: {answer.StartLine}");
        Assert.DoesNotContain(_upstream.Seen, seen => seen.Target.Contains("hidden", StringComparison.Ordinal) || seen.Text == "hello");
    }

    [Theory]
    [InlineData("/waves/v1/of/a\u0001b")]
    [InlineData("/waves/v1/of/a\tb")]
    [InlineData("/waves/v1/of/a\rb")]
    [InlineData("/waves/v1/of/a\u007fb")]
    [InlineData("/waves/v1/of/caf\u00e9")]
    [InlineData("/waves/v1/of?a=\u0001")]
    [InlineData("/waves/v1/of?a=caf\u00e9")]
    [InlineData("/waves/v1/of/%00")]
    public async Task Target_WithAnythingButPrintableAscii_IsRefused(string target)
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\n\r\n");

        Assert.Equal(400, (await client.ReadAsync()).Status);
        Assert.True(await client.IsClosedAsync());
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("GET http://elsewhere.example/waves/v1/health HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n", 200)]
    [InlineData("GET http://elsewhere.example/waves/v1/health HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /waves/v1/health HTTP/1.1\r\nHost: localhost:4000/#@x\r\n\r\n", 400)]
    [InlineData("GET /waves/v1/health HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /waves/v1/health HTTP/1.0\r\n\r\n", 200)]
    [InlineData("GET waves/v1/health HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 404)]
    [InlineData("CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n", 405)]
    public async Task Authority_OfTheCaller_DecidesNothing(string request, int expected)
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync(request);

        Assert.Equal(expected, (await client.ReadAsync()).Status);
        Assert.All(_upstream.Seen, seen => Assert.Equal(_upstream.Http1Address.Authority, seen.Header("Host")));
    }

    [Theory]
    [InlineData("TRACE", "")]
    [InlineData("CONNECT", "")]
    [InlineData("TRACE", "Connection: Upgrade\r\nUpgrade: websocket\r\n")]
    public async Task Method_ThatAnswersWithTheRequestOrOpensATunnel_IsRefused(string method, string headers)
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"{method} /waves/v1/of/tomorrow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\n{headers}\r\n");

        var answer = await client.ReadAsync();
        Assert.Equal(405, answer.Status);
        Assert.Equal("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", answer.Header("Allow"));
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("/waves/v1/tts/live", "no key", 400, "Sec-WebSocket-Version: 13\r\n")]
    [InlineData("/waves/v1/tts/live", "short key", 400, "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA\r\n")]
    [InlineData("/waves/v1/tts/live", "no version", 426, "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")]
    [InlineData("/waves/v1/stt/live?model=pulse", "version 8", 426, "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")]
    [InlineData("/waves/v1/s2s", "version 14", 426, "Sec-WebSocket-Version: 14\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")]
    [InlineData("/waves/v1/of/tomorrow", "no key, unknown route", 400, "Sec-WebSocket-Version: 13\r\n")]
    public async Task Handshake_ThatIsHalfAWebSocket_IsNoCallEither(string target, string what, int expected, string headers)
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{headers}\r\n");

        var answer = await client.ReadAsync();
        Assert.True(answer.Status == expected, $"{what}: {answer.StartLine}");
        Assert.Equal(expected is 426 ? "13" : null, answer.Header("Sec-WebSocket-Version"));
        Assert.Equal(expected is 426 ? "websocket" : null, answer.Header("Upgrade"));
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n")]
    [InlineData("SPDY/3.1", "")]
    [InlineData("of-tomorrow", "")]
    public async Task Upgrade_ToAnotherProtocol_IsACallLikeAnyOther(string protocol, string headers)
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"GET /waves/v1/voice-cloning HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\nConnection: Upgrade\r\nUpgrade: {protocol}\r\n{headers}\r\n");

        Assert.Equal(200, (await client.ReadAsync()).Status);
        Assert.Null(_upstream.Single().Header("Upgrade"));
    }

    [Fact]
    public async Task RequestLine_AboveItsBound_IsRefused()
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"GET /waves/v1/health?{new string('a', 257 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.Equal(414, (await client.ReadAsync()).Status);
        Assert.Empty(_upstream.Seen);
    }

    [Fact]
    public async Task Headers_AboveTheirBound_AreRefused()
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"GET /waves/v1/health HTTP/1.1\r\nHost: x\r\nX-A: {new string('a', 300 * 1024)}\r\n\r\n");

        Assert.Equal(431, (await client.ReadAsync()).Status);
        Assert.Empty(_upstream.Seen);
    }

    [Fact]
    public async Task Pipelined_EachRequestShowsItsOwnKey()
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync(
            $"GET /waves/v1/voice-cloning HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\n\r\n" +
            "GET /waves/v1/voice-cloning HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.Equal(200, (await client.ReadAsync()).Status);
        Assert.Equal(401, (await client.ReadAsync()).Status);
        Assert.Single(_upstream.Seen);
    }

    [Fact]
    public async Task Expectation_IsMetOnlyForABodyThatIsWanted()
    {
        const string Head = "POST /waves/v1/of/tomorrow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n";
        await using var stranger = await _gateway.ConnectRawAsync();
        await stranger.SendAsync(Head + "\r\n");
        Assert.Equal(401, (await stranger.ReadHeadAsync()).Status);

        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync(Head + $"Authorization: Bearer {_gateway.Secret}\r\n\r\n");
        Assert.Equal(100, (await client.ReadHeadAsync()).Status);
        await client.SendAsync("{}");
        Assert.Equal(200, (await client.ReadAsync()).Status);
        Assert.Null(_upstream.Single().Header("Expect"));
    }
}
