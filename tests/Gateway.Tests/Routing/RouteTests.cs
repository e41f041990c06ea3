using Gateway.Policies.Contracts;
using Gateway.RequestPath;

namespace Gateway.Routing;

/// <summary>Every row is found under every spelling of its path, on both protocols, and never by a redirect (waves-api 1.3, 8).</summary>
public sealed class RouteTests : IClassFixture<RecordedFixture>
{
    private readonly GatewayUnderTest _gateway;
    private readonly RecordingUpstream _upstream;
    private readonly string _secret;

    public RouteTests(RecordedFixture fixture)
    {
        (_gateway, _upstream) = (fixture.Gateway, fixture.Upstream);
        _upstream.Reset();
        _secret = _gateway.Keys.Add(new() { Id = "key_all", Team = "wire", Scopes = new() { Contracts = Everything } });
    }

    /// <summary>Every endpoint named, the organisation-wide ones too.</summary>
    private static System.Collections.Immutable.ImmutableArray<string> Everything { get; } = [.. WavesContracts.All.Select(row => row.Id)];

    public static TheoryData<string, string, WireProtocol> Spellings
    {
        get
        {
            var data = new TheoryData<string, string, WireProtocol>();
            foreach (var row in WavesContracts.All)
            {
                foreach (var protocol in Enum.GetValues<WireProtocol>())
                {
                    data.Add(row.Id, "plain", protocol);
                    data.Add(row.Id, "with slash", protocol);
                    data.Add(row.Id, "old prefix", protocol);
                    data.Add(row.Id, "in capitals", protocol);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Row_InEverySpelling_IsServedWhereTheTableSays(string id, string spelling, WireProtocol protocol)
    {
        var good = RowCall.Of(id);
        var call = spelling switch
        {
            "with slash" => good with { Path = good.Path + "/" },
            "old prefix" => good with { Prefix = WavesContract.LegacyPrefix },
            "in capitals" => good with { Path = CapitalsOf(good) },
            _ => good,
        };

        var answer = await call.SendAsync(_gateway, protocol, _secret);

        if (good.Contract.Lifecycle.DefaultMode is RouteMode.Gone)
        {
            Assert.Equal(410, answer.Status);
            Assert.Empty(_upstream.Seen);
            return;
        }
        Assert.Equal(good.IsSocket ? 101 : 200, answer.Status);
        var seen = _upstream.Single();
        Assert.Equal(good.IsSocket ? "GET" : good.Method.Method, seen.Method);
        Assert.Equal(ExpectedPath(good, call), seen.Target.Split('?')[0]);
    }

    [Theory]
    [InlineData("T4", "/waves/v1/tts")]
    [InlineData("T5", "/waves/v1/tts/live")]
    [InlineData("T6", "/waves/v1/tts/live")]
    public async Task Deprecated_IsServedByItsSuccessorAndSaysSo(string id, string successor)
    {
        var answer = await RowCall.Of(id).SendAsync(_gateway, WireProtocol.Http1, _secret);

        Assert.Equal(successor, _upstream.Single().Target);
        Assert.Equal("@1778803200", answer.Header("Deprecation"));
        Assert.Equal("Tue, 14 Jul 2026 00:00:00 GMT", answer.Header("Sunset"));
        Assert.Equal($"<{successor}>; rel=\"successor-version\"", answer.Header("Link"));
    }

    [Theory]
    [InlineData("T1")]
    [InlineData("T3")]
    [InlineData("S4")]
    public async Task Current_AnnouncesNoEnd(string id)
    {
        var answer = await RowCall.Of(id).SendAsync(_gateway, WireProtocol.Http1, _secret);

        Assert.Null(answer.Header("Deprecation"));
        Assert.Null(answer.Header("Sunset"));
        Assert.Null(answer.Header("Link"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/waves")]
    [InlineData("/waves/v1")]
    [InlineData("/waves/v2/tts")]
    [InlineData("/v1/tts")]
    [InlineData("/metrics")]
    [InlineData("/livez")]
    [InlineData("/admin/v1/keys")]
    public async Task Path_OfNoRow_IsNotFoundAndStaysHere(string path)
    {
        using var response = await _gateway.Client(WireProtocol.Http1).GetAsync(path, Patience.Token);
        var answer = await WireAnswer.OfAsync(response);

        Assert.Equal(404, answer.Status);
        Assert.Equal("not_found", answer.Header("X-Gateway-Error"));
        Assert.Equal("""{"error":"No such route. Waves endpoints are below /waves/v1/."}""", answer.Body);
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("GET", "/waves/v1/tts", "POST")]
    [InlineData("HEAD", "/waves/v1/voice-cloning", "GET, POST")]
    [InlineData("DELETE", "/waves/v1/voice-cloning", "GET, POST")]
    [InlineData("PATCH", "/waves/v1/pronunciation-dicts", "DELETE, GET, POST, PUT")]
    [InlineData("GET", "/waves/v1/chat/completions", "POST")]
    [InlineData("OPTIONS", "/waves/v1/stt", "POST")]
    [InlineData("GET", "/waves/v1/pulse/get_text", "POST")]
    [InlineData("POST", "/waves/v1/s2s", null)]
    [InlineData("GET", "/waves/v1/stt/live", null)]
    public async Task Method_OfNoRow_IsRefusedWithThoseThatAre(string method, string path, string? allow)
    {
        await using var narrow = await GatewayUnderTest.StartAsync(_upstream.Http1Address, setup => setup.Settings["Gateway:Routes:Passthrough"] = "false");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await narrow.Client(WireProtocol.Http1).SendAsync(request, Patience.Token);
        var answer = await WireAnswer.OfAsync(response);

        Assert.Equal(405, answer.Status);
        Assert.Equal("method_not_allowed", answer.Header("X-Gateway-Error"));
        Assert.Equal(allow, answer.Header("Allow"));
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("GET", "/waves/v1/tts")]
    [InlineData("PATCH", "/waves/v1/voice-cloning")]
    [InlineData("GET", "/waves/v1/stt/")]
    public async Task Method_OfNoRow_IsForwardedAsAnUnknownRoute(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _gateway.Client(WireProtocol.Http1).SendAsync(request, Patience.Token);

        var seen = Assert.Single(_upstream.Seen);
        Assert.Equal((method, path), (seen.Method, seen.Target));
    }

    [Fact]
    public async Task PlainCall_OfASocket_IsToldThatItsUpgradeIsMissing()
    {
        using var response = await _gateway.Client(WireProtocol.Http1).GetAsync("/waves/v1/stt/live?model=pulse", Patience.Token);

        Assert.Equal(405, (int)response.StatusCode);
        Assert.Empty(_upstream.Seen);
    }

    [Theory]
    [InlineData("/waves/v1/voice/get_voices")]
    [InlineData("/waves/v1/lightning_v3.1/get_voices")]
    [InlineData("/waves/v1/lightning-large/get_voices")]
    public async Task Catalogue_OfAnyModel_KeepsItsSpelling(string path)
    {
        await _gateway.Client(WireProtocol.Http1).GetAsync(path, Patience.Token);

        Assert.Equal(path, _upstream.Single().Target);
    }

    private static string CapitalsOf(RowCall call) =>
        call.Contract.Path.Contains('{') ? call.Path : call.Path.ToUpperInvariant();

    private static string ExpectedPath(RowCall good, RowCall sent)
    {
        var contract = good.Contract;
        if (contract.IsCatchAll)
            return WavesContract.Prefix + sent.Path;
        if (contract.Lifecycle.DefaultMode is RouteMode.Rewrite)
            return WavesContract.Prefix + WavesContracts.Find(contract.RewriteTo!)!.UpstreamTemplate;
        return WavesContract.Prefix + (contract.UpstreamPath ?? good.Path);
    }
}
