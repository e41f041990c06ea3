using System.Security.Cryptography;
using System.Text;
using Gateway.RequestPath;

namespace Gateway.Forwarding;

/// <summary>What a client sends is what the upstream gets, and the reverse, byte for byte, over either protocol on either side.</summary>
public sealed class ExactBytesTests : IAsyncLifetime
{
    private RecordingUpstream _upstream = null!;
    private readonly Dictionary<WireProtocol, GatewayUnderTest> _gateways = [];

    /// <summary>Client's protocol, upstream's protocol.</summary>
    public static TheoryData<WireProtocol, WireProtocol> Legs { get; } = new()
    {
        { WireProtocol.Http1, WireProtocol.Http1 },
        { WireProtocol.Http1, WireProtocol.Http2 },
        { WireProtocol.Http2, WireProtocol.Http1 },
        { WireProtocol.Http2, WireProtocol.Http2 },
    };

    public async ValueTask InitializeAsync() => _upstream = await RecordingUpstream.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways.Values)
            await gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task Json_InAnySpelling_ReachesTheUpstreamAsItIs(WireProtocol client, WireProtocol upstream)
    {
        string[] bodies =
        [
            " \r\n\t{ \"text\" :\t\"Hello.\" ,\n\"voice_id\":\"magnus\"}\n\n ",
            """{"text":"\u0048\u00e9llo \ud83d\ude00 \/ \b\f","voice_id":"magnus"}""",
            """{"text":"Héllo 😀 नमस्ते","voice_id":"magnus"}""",
            """{"text":"one","text":"two","voice_id":"magnus","voice_id":"magnus"}""",
            """{"text":"Hello.","voice_id":"magnus","of_tomorrow":123456789012345678901234567890.12345678901234567890e+400,"neg":-0.0,"exp":1E+2}""",
            """{"text":"Hello.","voice_id":"magnus","deep":[[[[{"a":[null,true,false]}]]]],"":"empty name"}""",
            """{"text":"Hello.","voice_id":"magnus","speed":1.0000,"sample_rate":24000,"add_wav_header":false,"consistency":0.5,"save_history":true}""",
        ];
        var gateway = await GatewayAsync(upstream);
        foreach (var body in bodies)
        {
            _upstream.Reset();
            var answer = await RowCall.Of("T1").WithJson(body).SendAsync(gateway, client);

            Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body} for {body}");
            Assert.Equal(body, _upstream.Single().Text);
            Assert.Equal(Encoding.UTF8.GetByteCount(body).ToString(System.Globalization.CultureInfo.InvariantCulture), _upstream.Single().Header("Content-Length"));
        }
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task Form_WithAnyBoundary_ReachesTheUpstreamAsItIs(WireProtocol client, WireProtocol upstream)
    {
        var sample = RandomNumberGenerator.GetBytes(64 * 1024);
        var form = RowCall.CloneForm(sample);
        form.Add(new StringContent("unknown, passed on"), "of_tomorrow");
        var bytes = await form.ReadAsByteArrayAsync(Patience.Token);

        var answer = await (RowCall.Of("V1") with { Content = () => form }).SendAsync(await GatewayAsync(upstream), client);

        Assert.Equal(200, answer.Status);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)), Convert.ToHexString(SHA256.HashData(_upstream.Single().Body)));
        Assert.Equal("multipart/form-data; boundary=\"a-boundary\"", _upstream.Single().Header("Content-Type"));
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task Delete_WithABody_KeepsIt(WireProtocol client, WireProtocol upstream)
    {
        const string Body = """{ "id":"dict_1" }""";

        await RowCall.Of("D4").WithJson(Body).SendAsync(await GatewayAsync(upstream), client);

        Assert.Equal("DELETE", _upstream.Single().Method);
        Assert.Equal(Body, _upstream.Single().Text);
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task Audio_OfAnyLength_PassesBothWays(WireProtocol client, WireProtocol upstream)
    {
        var gateway = await GatewayAsync(upstream);
        foreach (var length in new[] { 0, 1, 1023, 65_536, 1_000_003 })
        {
            var sent = RandomNumberGenerator.GetBytes(length);
            var answered = RandomNumberGenerator.GetBytes(length);
            _upstream.Reset();
            _upstream.Answer = async context =>
            {
                context.Response.ContentType = "audio/wav";
                context.Response.ContentLength = answered.Length;
                await context.Response.Body.WriteAsync(answered, context.RequestAborted);
            };

            using var request = new HttpRequestMessage(HttpMethod.Post, "/waves/v1/stt?model=pulse&language=en") { Content = RowCall.Audio(sent) };
            using var response = await gateway.Client(client).SendAsync(request, Patience.Token);
            var got = await response.Content.ReadAsByteArrayAsync(Patience.Token);

            Assert.Equal(Convert.ToHexString(SHA256.HashData(sent)), Convert.ToHexString(SHA256.HashData(_upstream.Single().Body)));
            Assert.Equal(Convert.ToHexString(SHA256.HashData(answered)), Convert.ToHexString(SHA256.HashData(got)));
            Assert.Equal("audio/wav", response.Content.Headers.ContentType?.ToString());
            Assert.Equal(length, response.Content.Headers.ContentLength);
        }
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task Compressed_Answer_IsNotUnpacked(WireProtocol client, WireProtocol upstream)
    {
        var packed = RandomNumberGenerator.GetBytes(512);
        _upstream.Answer = async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(packed, context.RequestAborted);
        };

        using var response = await (await GatewayAsync(upstream)).Client(client).GetAsync("/waves/v1/of/tomorrow", Patience.Token);

        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        Assert.Equal(packed, await response.Content.ReadAsByteArrayAsync(Patience.Token));
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task Upstream_IsSpokenToInItsProtocol(WireProtocol client, WireProtocol upstream)
    {
        await RowCall.Of("T1").SendAsync(await GatewayAsync(upstream), client);

        Assert.Equal(upstream is WireProtocol.Http1 ? "HTTP/1.1" : "HTTP/2", _upstream.Single().Protocol);
    }

    private async Task<GatewayUnderTest> GatewayAsync(WireProtocol upstream)
    {
        if (!_gateways.TryGetValue(upstream, out var gateway))
        {
            var address = upstream is WireProtocol.Http1 ? _upstream.Http1Address : _upstream.Http2Address;
            _gateways[upstream] = gateway = await GatewayUnderTest.StartAsync(address, setup => setup.Settings["Gateway:Upstream:Accounts:0:HttpVersion"] = upstream is WireProtocol.Http1 ? "1.1" : "2");
        }
        return gateway;
    }
}
