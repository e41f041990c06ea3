using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gateway.Policies.Keys;
using Gateway.RequestPath;
using Microsoft.Extensions.Time.Testing;
using Waves.Simulator;

namespace Gateway.Caller.Tokens;

/// <summary>A service mints a token, a page opens one socket with it.</summary>
public sealed class BrowserTokenWireTests : IAsyncLifetime
{
    private const string Tts = "/waves/v1/tts/live";
    private const string Stt = "/waves/v1/stt/live?model=pulse&language=en&encoding=linear16&sample_rate=16000";
    private WavesSimulatorHost _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] });

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData(WireProtocol.Http1, "?token=")]
    [InlineData(WireProtocol.Http1, "?api_key=")]
    [InlineData(WireProtocol.Http2, "?token=")]
    public async Task Token_OpensOneSocket_AndNoSecond(WireProtocol protocol, string query)
    {
        await using var gateway = await StartAsync();
        var token = await MintAsync(gateway);

        using (var socket = await gateway.ConnectAsync(protocol, Tts + query + token, secret: ""))
            Assert.Equal(WebSocketState.Open, socket.State);

        await AssertRefusedAsync(gateway, Tts + query + token);
        Assert.DoesNotContain(gateway.Logs.GetSnapshot(), record => record.Message.Contains(token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("waves.v1", "waves.v1")]
    [InlineData(null, null)]
    public async Task Token_AsSubprotocol_IsAnsweredWithOneOfThoseOffered(string? other, string? chosen)
    {
        await using var gateway = await StartAsync();
        var carrier = "gateway.token." + await MintAsync(gateway);
        using var socket = new ClientWebSocket();
        if (other is not null)
            socket.Options.AddSubProtocol(other);
        socket.Options.AddSubProtocol(carrier);

        await socket.ConnectAsync(new Uri($"ws://{gateway.Http1Address.Authority}{Tts}"), Patience.Token);

        Assert.Equal(chosen ?? carrier, socket.SubProtocol);
    }

    [Fact]
    public async Task Token_ForSomethingElse_OpensNothing()
    {
        await using var gateway = await StartAsync();

        await AssertRefusedAsync(gateway, $"{Tts}?token={await MintAsync(gateway, """{"scope":"S2"}""")}");
        await AssertRefusedAsync(gateway, $"{Tts}?token={await MintAsync(gateway, """{"scope":"stt-live"}""")}");
        using (var socket = await gateway.ConnectAsync(WireProtocol.Http1, $"{Stt}&token={await MintAsync(gateway, """{"scope":"stt-live"}""")}", secret: ""))
            Assert.Equal(WebSocketState.Open, socket.State);

        using var call = await gateway.Client(WireProtocol.Http1, await MintAsync(gateway)).GetAsync("/waves/v1/voice-cloning", Patience.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, call.StatusCode);
    }

    [Fact]
    public async Task Token_OfAnotherOrigin_IsRefused()
    {
        await using var gateway = await StartAsync();
        const string body = """{"origin":"https://app.example.com"}""";

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway, await MintAsync(gateway, body), "https://evil.example.com"));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await StatusAsync(gateway, await MintAsync(gateway, body), "https://app.example.com"));
    }

    [Fact]
    public async Task Token_ThatIsOver_OrOfARevokedKey_OpensNothing()
    {
        var clock = new FakeTimeProvider(new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        await using var gateway = await StartAsync(clock);
        var late = await MintAsync(gateway, """{"expiresIn":10}""");

        clock.Advance(TimeSpan.FromSeconds(10));

        await AssertRefusedAsync(gateway, $"{Tts}?token={late}");
        await AssertRefusedAsync(gateway, $"{Tts}?token={late[..^3]}AAA");
    }

    [Fact]
    public async Task Session_EndsWhenTheTokenSaysSo()
    {
        var clock = new FakeTimeProvider(new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        await using var gateway = await StartAsync(clock);
        using var socket = await gateway.ConnectAsync(WireProtocol.Http1, $"{Tts}?token={await MintAsync(gateway, """{"maxSession":5}""")}", secret: "");
        var answer = socket.ReceiveAsync(new byte[1024], Patience.Token);

        for (var second = 0; second < 5; second++)
            clock.Advance(TimeSpan.FromSeconds(1));

        var close = await answer.Soon();
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.PolicyViolation), (close.MessageType, close.CloseStatus));
        Assert.Equal("session limit reached", close.CloseStatusDescription);
    }

    [Theory]
    [InlineData("""{"scope":"T1"}""", "scope")]
    [InlineData("""{"scope":"s2s"}""", "scope")]
    [InlineData("""{"model":"electron"}""", "model")]
    [InlineData("""{"origin":"https://evil.example.com"}""", "origin")]
    [InlineData("""{"expiresIn":0}""", "expiresIn")]
    [InlineData("""{"expiresIn":61}""", "expiresIn")]
    [InlineData("""{"maxSession":100000}""", "maxSession")]
    [InlineData("""{"expires":5}""", "The body")]
    [InlineData("[]", "The body")]
    public async Task Mint_BeyondTheRightsOfTheKey_IsRefused(string body, string field)
    {
        await using var gateway = await StartAsync(key: new() { Scopes = ["tts"], Models = ["lightning-v3.1"], Origins = ["https://app.example.com"] });

        using var answer = await PostAsync(gateway, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(field, await answer.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mint_FromANetworkThatTheKeyIsNotFor_IsRefused()
    {
        await using var gateway = await StartAsync(key: new() { Networks = ["10.0.0.0/8"] });

        using var answer = await PostAsync(gateway, "{}");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("from this address", await answer.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mint_NeedsAKeyInTheHeader()
    {
        await using var gateway = await StartAsync();
        var token = await MintAsync(gateway);

        foreach (var credential in (string[])["", "sk_of_nobody", token])
        {
            using var answer = await PostAsync(gateway, "{}", credential);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
        using var inQuery = await gateway.Client(WireProtocol.Http1, "").PostAsync($"/waves/v1/gateway/tokens?api_key={gateway.Secret}", null, Patience.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, inQuery.StatusCode);
        using var get = await gateway.Client(WireProtocol.Http1).GetAsync("/waves/v1/gateway/tokens", Patience.Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
    }

    private Task<GatewayUnderTest> StartAsync(TimeProvider? clock = null, KeySettings? key = null) => GatewayUnderTest.StartAsync(_simulator.BaseAddress, setup =>
    {
        setup.Time = clock ?? TimeProvider.System;
        if (key is not null)
            setup.Key = key.ToKey("key_test", "test", "wire", new());
    });

    private static Task<HttpResponseMessage> PostAsync(GatewayUnderTest gateway, string body, string? credential = null) =>
        gateway.Client(WireProtocol.Http1, credential).PostAsync("/waves/v1/gateway/tokens", new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")), Patience.Token);

    private static async Task<string> MintAsync(GatewayUnderTest gateway, string body = "")
    {
        using var answer = await PostAsync(gateway, body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>(Patience.Token))!["token"]!;
    }

    private static async Task AssertRefusedAsync(GatewayUnderTest gateway, string pathAndQuery)
    {
        using var answer = await gateway.Client(WireProtocol.Http1, "").SendAsync(Handshake(pathAndQuery), Patience.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayUnderTest gateway, string token, string origin)
    {
        var handshake = Handshake($"{Tts}?token={token}");
        handshake.Headers.Add("Origin", origin);
        using var answer = await gateway.Client(WireProtocol.Http1, "").SendAsync(handshake, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        return answer.StatusCode;
    }

    private static HttpRequestMessage Handshake(string pathAndQuery)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, pathAndQuery);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("websocket"));
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
        return request;
    }
}
