using Gateway.Policies.Keys;
using Gateway.RequestPath;

namespace Gateway.Routing;

/// <summary>
/// The path that is judged is the path that is asked for: no spelling makes the upstream see another one, or the scope of
/// a key could be talked around.
/// </summary>
public sealed class PathEscapeTests : IClassFixture<RecordedFixture>
{
    private readonly GatewayUnderTest _gateway;
    private readonly RecordingUpstream _upstream;

    public PathEscapeTests(RecordedFixture fixture)
    {
        (_gateway, _upstream) = (fixture.Gateway, fixture.Upstream);
        _upstream.Reset();
    }

    [Theory]
    [InlineData("/waves/v1/%61nalytics/asr/logs")]
    [InlineData("/waves/v1/ANALYTICS/asr/logs")]
    [InlineData("/w%61ves/v1/analytics/asr/logs/")]
    [InlineData("/waves/v1/x/../analytics/asr/logs")]
    [InlineData("/waves/v1/x/%2e%2e/analytics/asr/logs")]
    [InlineData("/waves/v1/./analytics/asr/logs")]
    [InlineData("/waves/v1/analytics/of/tomorrow")]
    [InlineData("/waves/v1/analytics")]
    [InlineData("/waves/v1/analytics/")]
    [InlineData("/api/v1/analytics")]
    public async Task Scope_IsHeldForEverySpelling(string target)
    {
        Assert.Equal(403, (await GetAsync(target)).Status);
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("/waves/v1//analytics/asr/logs")]
    [InlineData("/waves/v1/analytics//asr/logs")]
    [InlineData("/waves/v1/analytics%2Fasr/logs")]
    [InlineData("/waves/v1/analytics%2fasr/logs")]
    [InlineData("/waves/v1/x%2F..%2Fanalytics/asr/logs")]
    [InlineData("/waves/v1/x%5C..%5Canalytics/asr/logs")]
    [InlineData("/waves/v1/x\\..\\analytics/asr/logs")]
    public async Task Path_ThatOthersReadOtherwise_IsRefused(string target)
    {
        var answer = await GetAsync(target);

        Assert.Equal(400, answer.Status);
        Assert.Equal("malformed", answer.Header("X-Gateway-Error"));
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("/waves/v1/%2561nalytics/asr/logs")]
    [InlineData("/waves/v1/of/a%20b%3Fc%23d%25e")]
    [InlineData("/waves/v1/of/100%25")]
    [InlineData("/waves/v1/of/caf%C3%A9")]
    [InlineData("/waves/v1/of/a:b@c;d=1,e+f!g$h&i'(j)*~k")]
    public async Task Path_Unknown_IsAskedForAsItWasSent(string target)
    {
        Assert.Equal(200, (await GetAsync(target)).Status);
        Assert.Equal(target, _upstream.Single().Target);
    }

    [Theory]
    [InlineData("/waves/v1/voice-cloning/a%3Fb%23c", "/waves/v1/voice-cloning/a%3Fb%23c")]
    [InlineData("/waves/v1/voice-cloning/%2541", "/waves/v1/voice-cloning/%2541")]
    [InlineData("/waves/v1/voice-cloning/%41", "/waves/v1/voice-cloning/A")]
    public async Task Parameter_StaysOneSegment(string target, string expected)
    {
        Assert.Equal(200, (await GetAsync(target)).Status);
        Assert.Equal(expected, _upstream.Single().Target);
    }

    /// <summary>An upstream that knows no socket there would answer as it answers a call.</summary>
    [Theory]
    [InlineData("/waves/v1/analytics/asr/logs")]
    [InlineData("/waves/v1/analytics/of/tomorrow")]
    [InlineData("/waves/v1/analytics")]
    public async Task Scope_IsHeldForHandshakes(string target)
    {
        Assert.Equal(403, (await GetAsync(target, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")).Status);
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("/waves/v1/analytics")]
    [InlineData("/waves/v1/analytics/of/tomorrow")]
    public async Task Analytics_WithTheScope_IsAskedForAsItWasSent(string target)
    {
        var secret = _gateway.Keys.Add(new VirtualKey { Id = "key_analyst", Team = "wire", Scopes = new() { Contracts = ["analytics"] } });

        Assert.Equal(200, (await GetAsync(target, secret: secret)).Status);
        Assert.Equal(target, _upstream.Single().Target);
    }

    private async Task<RawMessage> GetAsync(string target, string headers = "", string? secret = null)
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {secret ?? _gateway.Secret}\r\n{headers}\r\n");
        return await client.ReadAsync();
    }
}
