using System.Net;
using System.Net.WebSockets;
using Gateway.Policies.Keys;
using Gateway.RequestPath;

namespace Gateway.Caller;

/// <summary>Where a caller may put its key, which one counts, and that it never goes further (waves-api 1.4).</summary>
public sealed class KeyPlacesTests : IClassFixture<RecordedFixture>
{
    private const string SomeCall = "/waves/v1/voice-cloning";

    private readonly GatewayUnderTest _gateway;
    private readonly RecordingUpstream _upstream;

    public KeyPlacesTests(RecordedFixture fixture)
    {
        (_gateway, _upstream) = (fixture.Gateway, fixture.Upstream);
        _upstream.Reset();
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Header_Bearer_IsReplacedByTheUpstreamsKey(WireProtocol protocol)
    {
        using var answer = await _gateway.Client(protocol).GetAsync(SomeCall, Patience.Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($"Bearer {GatewayUnderTest.UpstreamKey}", _upstream.Single().Header("Authorization"));
        Assert.DoesNotContain(_gateway.Secret, _upstream.Single().Everything);
    }

    [Theory]
    [InlineData("bearer {0}", HttpStatusCode.OK)]
    [InlineData("BEARER {0}", HttpStatusCode.OK)]
    [InlineData("Basic {0}", HttpStatusCode.Unauthorized)]
    [InlineData("{0}", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer \"{0}\"", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer {0}, Bearer {0}", HttpStatusCode.Unauthorized)]
    public async Task Header_IsBearerAndOneKey(string form, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, SomeCall);
        request.Headers.TryAddWithoutValidation("Authorization", form.Replace("{0}", _gateway.Secret, StringComparison.Ordinal));

        using var answer = await _gateway.Client(WireProtocol.Http1, secret: "").SendAsync(request, Patience.Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Header_SentTwice_IsRefused()
    {
        await using var client = await _gateway.ConnectRawAsync();
        await client.SendAsync($"GET {SomeCall} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Secret}\r\nAuthorization: Bearer {_gateway.Secret}\r\n\r\n");

        var answer = await client.ReadAsync();

        Assert.Equal(401, answer.Status);
        Assert.Equal("unknown_key", answer.Header("X-Gateway-Error"));
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("?api_key={0}")]
    [InlineData("?token={0}")]
    public async Task Query_OnACall_IsNoKeyAndGoesNoFurther(string query)
    {
        using var without = await _gateway.Client(WireProtocol.Http1, secret: "").GetAsync(SomeCall + string.Format(null, query, _gateway.Secret), Patience.Token);
        using var with = await _gateway.Client(WireProtocol.Http1).GetAsync(SomeCall + string.Format(null, query, _gateway.Secret) + "&page=2", Patience.Token);

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal("missing_key", without.Headers.GetValues("X-Gateway-Error").Single());
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
        Assert.Equal($"{SomeCall}?page=2", _upstream.Single().Target);
    }

    [Theory]
    [InlineData(WireProtocol.Http1, "/waves/v1/tts/live?api_key={0}", "/waves/v1/tts/live")]
    [InlineData(WireProtocol.Http2, "/waves/v1/tts/live?api_key={0}", "/waves/v1/tts/live")]
    [InlineData(WireProtocol.Http1, "/waves/v1/stt/live?token={0}&model=pulse&language=en", "/waves/v1/stt/live?model=pulse&language=en")]
    [InlineData(WireProtocol.Http2, "/waves/v1/stt/live?model=pulse&token={0}&language=en", "/waves/v1/stt/live?model=pulse&language=en")]
    [InlineData(WireProtocol.Http1, "/waves/v1/pulse/get_text?language=en&api%5Fkey={0}", "/waves/v1/pulse/get_text?language=en")]
    [InlineData(WireProtocol.Http1, "/waves/v1/lightning-v3.1/get_speech/stream?timeout=30&API_KEY={0}", "/waves/v1/tts/live?timeout=30")]
    [InlineData(WireProtocol.Http1, "/waves/v1/asr?api_key={0}&audioLanguage=en", "/waves/v1/asr?audioLanguage=en")]
    [InlineData(WireProtocol.Http1, "/waves/v1/lightning-v4/live?token={0}", "/waves/v1/lightning-v4/live")]
    public async Task Query_OnASocket_IsTakenOff(WireProtocol protocol, string asked, string expected)
    {
        using var socket = await _gateway.ConnectAsync(protocol, string.Format(null, asked, _gateway.Secret), secret: "");

        Assert.Equal(WebSocketState.Open, socket.State);
        Assert.Equal(expected, _upstream.Single().Target);
        Assert.Equal($"Bearer {GatewayUnderTest.UpstreamKey}", _upstream.Single().Header("Authorization"));
        Assert.DoesNotContain(_gateway.Secret, _upstream.Single().Everything);
    }

    [Theory]
    [InlineData(WireProtocol.Http1, "/waves/v1/s2s", "/waves/v1/s2s?model=hydra-v1.1&api_key=" + GatewayUnderTest.UpstreamKey)]
    [InlineData(WireProtocol.Http1, "/waves/v1/s2s?api_key={0}&x=1", "/waves/v1/s2s?x=1&model=hydra-v1.1&api_key=" + GatewayUnderTest.UpstreamKey)]
    [InlineData(WireProtocol.Http2, "/waves/v1/s2s?model=hydra-v1.1", "/waves/v1/s2s?model=hydra-v1.1&api_key=" + GatewayUnderTest.UpstreamKey)]
    [InlineData(WireProtocol.Http1, "/waves/v1/s2s?model=hydra&api_key={0}", "/waves/v1/s2s?model=hydra&api_key=" + GatewayUnderTest.UpstreamKey)]
    public async Task Hydra_GetsTheUpstreamsKeyInHeaderAndQueryAndAModel(WireProtocol protocol, string asked, string expected)
    {
        using var socket = await _gateway.ConnectAsync(protocol, string.Format(null, asked, _gateway.Secret));

        Assert.Equal(expected, _upstream.Single().Target);
        Assert.Equal($"Bearer {GatewayUnderTest.UpstreamKey}", _upstream.Single().Header("Authorization"));
    }

    [Fact]
    public async Task HeaderAndQuery_TheHeaderWins()
    {
        var good = _gateway.Secret;
        using var socket = await _gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live?api_key=sk_of_somebody_else", good);
        Assert.Equal(WebSocketState.Open, socket.State);

        await Assert.ThrowsAsync<WebSocketException>(() => _gateway.ConnectAsync(WireProtocol.Http1, $"/waves/v1/tts/live?api_key={good}", "sk_of_somebody_else"));
    }

    [Fact]
    public async Task Health_NeedsNoKeyAndCarriesNone()
    {
        using var answer = await _gateway.Client(WireProtocol.Http1).GetAsync("/waves/v1/health", Patience.Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(_upstream.Single().Header("Authorization"));
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("mistyped")]
    [InlineData("expired")]
    [InlineData("revoked")]
    [InlineData("the upstream's own")]
    public async Task Key_NotInForce_IsRefusedAlikeWhateverTheReason(string which)
    {
        var now = TimeProvider.System.GetUtcNow();
        var secret = which switch
        {
            "mistyped" => _gateway.Secret[..^1] + (_gateway.Secret[^1] == 'A' ? 'B' : 'A'),
            "expired" => _gateway.Keys.Add(new VirtualKey { Id = "key_expired", Team = "wire", ExpiresAt = now.AddSeconds(-1) }),
            "revoked" => _gateway.Keys.Add(new VirtualKey { Id = "key_revoked", Team = "wire", RevokedAt = now.AddSeconds(-1) }),
            "the upstream's own" => GatewayUnderTest.UpstreamKey,
            _ => VirtualKeySecret.Create(),
        };

        using var answer = await _gateway.Client(WireProtocol.Http1, secret).GetAsync(SomeCall, Patience.Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("""{"error":"Unauthorized"}""", await answer.Content.ReadAsStringAsync(Patience.Token));
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("/waves/v1/voice-cloning", HttpStatusCode.Forbidden)]
    [InlineData("/waves/v1/analytics/asr/logs", HttpStatusCode.Forbidden)]
    [InlineData("/waves/v1/analytics/tts/logs", HttpStatusCode.OK)]
    [InlineData("/waves/v1/health", HttpStatusCode.OK)]
    public async Task Scope_ByGroupAndByContract_IsHeld(string path, HttpStatusCode expected)
    {
        var secret = _gateway.Keys.Add(new VirtualKey { Id = "key_scoped", Team = "wire", Scopes = new() { Contracts = ["tts", "A4"] } });

        using var answer = await _gateway.Client(WireProtocol.Http1, secret).GetAsync(path, Patience.Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://app.example", HttpStatusCode.OK)]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task Origins_OfAKey_BindBrowsers(string? origin, HttpStatusCode expected)
    {
        var secret = _gateway.Keys.Add(new VirtualKey { Id = "key_browser", Team = "wire", Origins = ["https://app.example"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, SomeCall);
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);

        using var answer = await _gateway.Client(WireProtocol.Http1, secret).SendAsync(request, Patience.Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    /// <summary>Whose limits and region a key is bound to is never guessed.</summary>
    [Theory]
    [InlineData("main", HttpStatusCode.OK)]
    [InlineData("gone", HttpStatusCode.Forbidden)]
    public async Task Account_OfAKey_IsTheOneThatServesIt(string account, HttpStatusCode expected)
    {
        var secret = _gateway.Keys.Add(new VirtualKey { Id = "key_account", Team = "wire", Account = account });

        using var answer = await _gateway.Client(WireProtocol.Http1, secret).GetAsync(SomeCall, Patience.Token);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected is HttpStatusCode.OK ? 1 : 0, _upstream.Seen.Count(seen => seen.Target == SomeCall));
    }

    [Theory]
    [InlineData("127.0.0.0/8", HttpStatusCode.OK)]
    [InlineData("10.0.0.0/8", HttpStatusCode.Forbidden)]
    public async Task Networks_OfAKey_BindItsCallers(string network, HttpStatusCode expected)
    {
        var secret = _gateway.Keys.Add(new VirtualKey { Id = "key_network", Team = "wire", Networks = [IPNetwork.Parse(network)] });

        using var answer = await _gateway.Client(WireProtocol.Http1, secret).GetAsync(SomeCall, Patience.Token);

        Assert.Equal(expected, answer.StatusCode);
    }
}
