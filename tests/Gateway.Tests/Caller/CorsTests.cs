using System.Net;
using Gateway.RequestPath;

namespace Gateway.Caller;

/// <summary>Pages of configured origins, and of others.</summary>
public sealed class CorsTests : IAsyncLifetime
{
    private const string App = "https://app.example.com";
    private RecordingUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await RecordingUpstream.StartAsync();

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Theory]
    [InlineData(App, true)]
    [InlineData("https://evil.example.com", false)]
    public async Task Preflight_IsAnsweredHere_WithoutAKey(string origin, bool allowed)
    {
        await using var gateway = await StartAsync(App);
        using var request = Request(HttpMethod.Options, origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization, content-type");

        using var answer = await gateway.Client(WireProtocol.Http1, "").SendAsync(request, Patience.Token);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(allowed ? origin : null, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed ? "authorization, content-type" : null, Header(answer, "Access-Control-Allow-Headers"));
        Assert.Null(Header(answer, "Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    public async Task Answer_IsReadableForThePage_RefusalsToo(string? secret, HttpStatusCode status)
    {
        await using var gateway = await StartAsync(App);

        using var answer = await gateway.Client(WireProtocol.Http1, secret).SendAsync(Request(HttpMethod.Get, App), Patience.Token);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(App, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Contains("Retry-After", Header(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.Contains("Origin", Header(answer, "Vary"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_IsSaidWithAStar()
    {
        await using var gateway = await StartAsync("*");

        using var answer = await gateway.Client(WireProtocol.Http1).SendAsync(Request(HttpMethod.Get, "https://anywhere.example"), Patience.Token);

        Assert.Equal("*", Header(answer, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task WithoutOrigins_NothingIsAdded()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(_upstream.Http1Address);

        using var answer = await gateway.Client(WireProtocol.Http1).SendAsync(Request(HttpMethod.Get, App), Patience.Token);

        Assert.Null(Header(answer, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("app.example.com")]
    [InlineData("https://app.example.com/")]
    public void OriginThatNoBrowserSends_StopsTheStart(string origin) =>
        Assert.True(new CorsOptionsValidator().Validate(null, new() { Origins = [origin] }).Failed);

    private Task<GatewayUnderTest> StartAsync(string origin) =>
        GatewayUnderTest.StartAsync(_upstream.Http1Address, setup => setup.Settings["Gateway:Cors:Origins:0"] = origin);

    private static HttpRequestMessage Request(HttpMethod method, string origin)
    {
        var request = new HttpRequestMessage(method, "/waves/v1/voice-cloning");
        request.Headers.Add("Origin", origin);
        return request;
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
