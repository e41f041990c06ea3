using Gateway.RequestPath;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Forwarding;

/// <summary>
/// A caller may send a recording and read an answer as slowly as speech is spoken. How slow is too slow for a body that is
/// held is not waited for: the web server is told to ask for a rate that nobody reaches, and a held body that it cuts is
/// the sign that the others have outlived it.
/// </summary>
public sealed class SlowCallerTests : IAsyncLifetime
{
    private static readonly MinDataRate Unreachable = new(bytesPerSecond: 1e9, gracePeriod: TimeSpan.FromSeconds(1.5));

    private readonly RawUpstream _upstream = new();
    private GatewayUnderTest _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayUnderTest.StartAsync(_upstream.Address, setup => setup.Services = services =>
    {
        // The answer's rate before the product's own choice, which has to lift it; that of held bodies after it.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>>(new ConfigureOptions<KestrelServerOptions>(kestrel => kestrel.Limits.MinResponseDataRate = Unreachable)));
        services.PostConfigure<KestrelServerOptions>(kestrel => kestrel.Limits.MinRequestBodyDataRate = Unreachable);
    });

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("S1", WireProtocol.Http1, true)]
    [InlineData("S1", WireProtocol.Http1, false)]
    [InlineData("S3", WireProtocol.Http2, true)]
    [InlineData("passthrough", WireProtocol.Http2, false)]
    public async Task Upload_ThatPauses_GoesOn(string row, WireProtocol protocol, bool announced)
    {
        using var content = new GatedContent("first"u8.ToArray(), "-last"u8.ToArray(), announced);
        var call = RowCall.Of(row);
        using var request = new HttpRequestMessage(call.Method, call.Target) { Content = content };
        var answering = _gateway.Client(protocol).SendAsync(request, Patience.Token);
        using var exchange = await _upstream.NextAsync();

        await OutlastTheRateAsync();
        content.Open();
        await exchange.ReadBodyAsync();
        await exchange.AnswerAsync(200, "{}");

        using var response = await answering;
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("first-last", exchange.Request.Text);
    }

    [Theory]
    [InlineData("audio/wav")]
    [InlineData("text/event-stream")]
    public async Task Answer_ThatIsReadSlowly_IsNotCut(string type)
    {
        const int Length = 48 * 1024 * 1024;
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"GET /waves/v1/of/tomorrow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\n\r\n");
        using var exchange = await _upstream.NextAsync();
        await exchange.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Length}\r\n\r\n");
        // More than all buffers on the way hold: the gateway's write stands still until the caller reads.
        var sending = exchange.SendAsync(new byte[Length]);
        var head = await client.ReadHeadAsync();

        // The server gives one write up to two of its ticks more than a body.
        await OutlastTheRateAsync();
        await OutlastTheRateAsync();

        Assert.Equal(Length, (await client.ReadBodyOfAsync(head)).Body.Length);
        await sending;
    }

    [Fact]
    public async Task HeldBody_ThatStops_IsATimeoutAndNoFaultOfItsForm()
    {
        var answer = await StalledJsonAsync("/waves/v1/chat/completions");

        Assert.Equal(408, answer.Status);
        Assert.Equal("body_too_slow", answer.Header("X-Gateway-Error"));
        Assert.Equal(
            $$$"""{"error":{"message":"The request body did not arrive in time.","type":"invalid_request_error","request_id":"{{{answer.Header("X-Request-Id")}}}"}}""",
            answer.Text);
        Assert.Equal(0, _upstream.Connections);
    }

    [Fact]
    public async Task Upload_ThatStandsStillForTheWholePatience_IsTheCallersTimeout()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(_upstream.Address, setup => setup.Settings["Gateway:Upstream:ResponseTimeout"] = "00:00:01");
        await using var client = await gateway.ConnectRawAsync();
        await client.SendAsync($"POST /waves/v1/voice-cloning/delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {gateway.Secret}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{");

        var answer = await client.ReadAsync();

        Assert.Equal(408, answer.Status);
        Assert.Equal("body_too_slow", answer.Header("X-Gateway-Error"));
        Assert.Equal("""{"error":"The request body did not arrive in time."}""", answer.Text);
    }

    /// <summary>Returns when a held body that began now has been cut for its rate.</summary>
    private async Task OutlastTheRateAsync() => Assert.Equal(408, (await StalledJsonAsync("/waves/v1/tts")).Status);

    private async Task<RawMessage> StalledJsonAsync(string target)
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"POST {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{");
        return await client.ReadAsync();
    }
}
