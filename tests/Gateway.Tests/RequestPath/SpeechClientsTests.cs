using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Simulator;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;

namespace Gateway.RequestPath;

/// <summary>Text to speech as its clients do it (waves-api 4.1, 10): every format, events, and the three ways to use a socket.</summary>
public sealed class SpeechClientsTests : IClassFixture<WavesFixture>
{
    private readonly WavesFixture _fixture;

    public SpeechClientsTests(WavesFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    public static TheoryData<string, WireProtocol> Formats
    {
        get
        {
            var data = new TheoryData<string, WireProtocol>();
            foreach (var format in new[] { "pcm", "wav", "mp3", "ulaw", "alaw" })
            {
                data.Add(format, WireProtocol.Http1);
                data.Add(format, WireProtocol.Http2);
            }
            return data;
        }
    }

    public static TheoryData<WireProtocol, string> SocketPaths { get; } = new()
    {
        { WireProtocol.Http1, "/waves/v1/tts/live" },
        { WireProtocol.Http2, "/waves/v1/tts/live" },
        { WireProtocol.Http1, "/waves/v1/tts/live/?timeout=60" },
        { WireProtocol.Http1, "/waves/v1/lightning-v3.1/get_speech/stream" },
        { WireProtocol.Http2, "/api/v1/lightning-v3.1/get_speech/stream" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Whole_InEveryFormat_IsWhatTheUpstreamSays(string format, WireProtocol protocol)
    {
        var body = $$"""{"text":"The quick brown fox.","voice_id":"magnus","output_format":"{{format}}","sample_rate":16000}""";

        using var direct = await PostAsync(_fixture.Direct(), "/waves/v1/tts", body);
        using var through = await PostAsync(_fixture.Gateway.Client(protocol), "/waves/v1/tts", body);

        Assert.Equal(await Sha256Async(direct), await Sha256Async(through));
        Assert.Equal(HttpStatusCode.OK, through.StatusCode);
        Assert.Equal("audio/wav", through.Content.Headers.ContentType?.ToString());
        Assert.Equal(direct.Content.Headers.ContentLength, through.Content.Headers.ContentLength);
        foreach (var name in new[] { "X-Request-Id", "X-Session-Id" })
            Assert.True(Guid.TryParse(through.Headers.GetValues(name).Single(), out _), name);
        foreach (var name in new[] { "X-External-Session-Id", "X-External-Request-Id" })
            Assert.Equal("", through.Headers.NonValidated[name].ToString());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Events_InEveryFormat_AreWhatTheUpstreamSays(string format, WireProtocol protocol)
    {
        var body = $$"""{"text":"The quick brown fox.","voice_id":"magnus","output_format":"{{format}}","session_id":"call-1","request_id":"turn.7"}""";

        using var direct = await PostAsync(_fixture.Direct(), "/waves/v1/tts/live", body);
        using var through = await PostAsync(_fixture.Gateway.Client(protocol), "/waves/v1/tts/live", body);

        Assert.Equal(await Sha256Async(direct), await Sha256Async(through));
        Assert.Equal("text/event-stream", through.Content.Headers.ContentType?.MediaType);
        Assert.Equal("call-1", through.Headers.GetValues("X-External-Session-Id").Single());
        Assert.Equal("turn.7", through.Headers.GetValues("X-External-Request-Id").Single());
        Assert.EndsWith("data: {\"status\":\"200\",\"done\":true}\n\n", await through.Content.ReadAsStringAsync(Patience.Token));
    }

    [Theory]
    [InlineData("/waves/v1/tts")]
    [InlineData("/waves/v1/tts/")]
    [InlineData("/api/v1/tts")]
    [InlineData("/waves/v1/lightning-v3.1/get_speech")]
    [InlineData("/api/v1/lightning-v3.1/get_speech/")]
    public async Task Whole_UnderEveryPath_IsServed(string path)
    {
        using var answer = await PostAsync(_fixture.Gateway.Client(WireProtocol.Http1), path, """{"text":"Hello.","voice_id":"magnus"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("/waves/v1/tts", (await _fixture.EndOfAsync("T1")).Path);
    }

    [Theory]
    [InlineData("true", "applied")]
    [InlineData(null, null)]
    public async Task Expiry_IsAskedForByTheCallerAlone(string? asked, string? answered)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/waves/v1/tts") { Content = Json("""{"text":"Hello.","voice_id":"magnus"}""") };
        if (asked is not null)
            request.Headers.Add("x-expire-content", asked);

        using var answer = await _fixture.Gateway.Client(WireProtocol.Http1).SendAsync(request, Patience.Token);

        Assert.Equal(asked, (await _fixture.EndOfAsync("T1")).Header("x-expire-content"));
        Assert.Equal(answered, answer.Headers.TryGetValues("x-content-expiry", out var values) ? values.Single() : null);
    }

    /// <summary>Pattern 1, Pipecat: several sentences at once, and blank frames that keep the socket alive.</summary>
    [Theory]
    [MemberData(nameof(SocketPaths))]
    public async Task Socket_WithPipelinedSentences_SpeaksThemAllAndStaysOpen(WireProtocol protocol, string path)
    {
        using var socket = await ConnectAsync(protocol, path);
        for (var i = 1; i <= 3; i++)
            await socket.SendAsync($$"""{"text":"Sentence number {{i}}.","voice_id":"magnus","model":"lightning_v3.1","language":"en","sample_rate":16000,"output_format":"pcm"}""");
        // A change of request_id is the boundary; one complete may come for the whole turn.
        var turn = new List<JsonElement>();
        while (turn.Select(frame => frame.Text("request_id")).Distinct().Count() < 3)
            turn.AddRange(await socket.ReceiveUntilAsync("status", "complete"));
        await socket.SendAsync("""{"text":" ","voice_id":"magnus","model":"lightning_v3.1","language":"en"}""");
        await socket.SendAsync("""{"text":"And one more.","voice_id":"magnus"}""");
        var more = await socket.ReceiveUntilAsync("status", "complete");
        Assert.DoesNotContain(turn, frame => frame.Text("request_id") == more[^1].Text("request_id"));
        await socket.CloseAsync();

        // Left out, not empty, where the client sent none.
        Assert.All(turn, frame => Assert.False(frame.TryGetProperty("external_request_id", out _) || frame.TryGetProperty("external_session_id", out _)));
        var seen = await EndOfSocketAsync(socket);
        Assert.Equal(5, seen.Socket!.FromClient.Messages);
        Assert.Equal("Sentence number 1.".Length * 3 + "And one more.".Length, seen.Work.Characters);
    }

    /// <summary>Pattern 2, LiveKit: a frame per token, a closing frame, one complete per segment, and the socket used again.</summary>
    [Theory]
    [MemberData(nameof(SocketPaths))]
    public async Task Socket_WithTokens_CompletesOncePerSegmentAndIsUsedAgain(WireProtocol protocol, string path)
    {
        using var socket = await ConnectAsync(protocol, path);
        for (var segment = 0; segment < 2; segment++)
        {
            foreach (var token in new[] { "Good", " morning,", " how are", " you?" })
                await socket.SendAsync($$"""{"voice_id":"magnus","text":"{{token}}","language":"en","sample_rate":24000,"continue":true,"flush":false}""");
            await socket.SendAsync("""{"voice_id":"magnus","text":"","language":"en","sample_rate":24000,"continue":false,"flush":true}""");
            var frames = await socket.ReceiveUntilAsync("status", "complete");
            Assert.Single(frames.Select(frame => frame.Text("request_id")).Distinct());
            Assert.Contains(frames, frame => frame.Text("status") == "chunk");
        }
        await socket.CloseAsync();

        var seen = await EndOfSocketAsync(socket);
        Assert.Equal(2, seen.Work.Syntheses);
        Assert.Equal(2 * "Good morning, how are you?".Length, seen.Work.Characters);
    }

    /// <summary>Pattern 3, the Python SDK: connect, one text, read to complete, close; whoever closes first.</summary>
    [Theory]
    [InlineData(WireProtocol.Http1, false)]
    [InlineData(WireProtocol.Http1, true)]
    [InlineData(WireProtocol.Http2, false)]
    [InlineData(WireProtocol.Http2, true)]
    public async Task Socket_PerText_EndsEitherWay(WireProtocol protocol, bool serverCloses)
    {
        _fixture.Waves.Cadence = _fixture.Waves.Cadence with { CloseAfterComplete = serverCloses };
        using var socket = await ConnectAsync(protocol, "/waves/v1/tts/live");
        await socket.SendAsync("""{"voice_id":"magnus","model":"lightning_v3.1","text":"Hello.","language":"en","sample_rate":24000,"speed":1,"max_buffer_flush_ms":0,"continue":false,"flush":false,"session_id":"s","request_id":"r"}""");
        var frames = await socket.ReceiveUntilAsync("status", "complete");
        if (serverCloses)
        {
            Assert.Null(await socket.ReceiveAsync());
            Assert.Equal(1000, socket.CloseCode);
            await socket.AnswerCloseAsync();
        }
        else
        {
            await socket.CloseAsync();
        }

        Assert.All(frames, frame => Assert.Equal(("s", "r"), (frame.Text("external_session_id"), frame.Text("external_request_id"))));
        await EndOfSocketAsync(socket);
    }

    /// <summary>The upstream's own time-out, as long as the handshake asks for, comes before ours: its words and its close pass.</summary>
    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Socket_LeftSilent_IsTimedOutByTheUpstream(WireProtocol protocol)
    {
        using var socket = await ConnectAsync(protocol, "/waves/v1/tts/live?timeout=1");
        var last = (await socket.ReceiveUntilAsync("status", "error"))[^1];
        Assert.Equal("Connection timed out after 1 seconds of inactivity", last.Text("message"));
        Assert.Null(await socket.ReceiveAsync());
        await socket.AnswerCloseAsync();

        Assert.Equal("?timeout=1", (await _fixture.EndOfAsync("T3")).Query);
        await _fixture.IdleAsync();
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Socket_WordTimestamps_Pass(WireProtocol protocol)
    {
        using var socket = await ConnectAsync(protocol, "/waves/v1/tts/live");
        await socket.SendAsync("""{"voice_id":"devansh","text":"One two three.","language":"en","word_timestamps":true}""");
        var frames = await socket.ReceiveUntilAsync("status", "complete");
        await socket.CloseAsync();

        Assert.Equal(["One", "two", "three."], frames.Where(frame => frame.Text("status") == "word_timestamp").Select(frame => frame.Text("data", "word")));
        await EndOfSocketAsync(socket);
    }

    /// <summary>The Node SDK splits a text and sends all pieces at once; it never repeats one (waves-api 10.2).</summary>
    [Fact]
    public async Task Burst_OnAPlanOfOne_WaitsItsTurnAndIsNeverRefused()
    {
        _fixture.Waves.Limits = PlanLimits.Standard;
        await using var gateway = await GatewayUnderTest.StartAsync(_fixture.Waves.BaseAddress, setup => setup.Settings["Gateway:Upstream:Accounts:0:Plan"] = "standard");
        var client = gateway.Client(WireProtocol.Http1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PostAsync(client, "/api/v1/tts", $$"""{"text":"Piece {{i}}.","voice_id":"magnus","add_wav_header":false}""")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, _fixture.Waves.Books.Group(LimitGroup.Tts).Peak);
        Assert.Equal(0, _fixture.Waves.Books.Group(LimitGroup.Tts).Refused);
    }

    private async Task<ClientSocket> ConnectAsync(WireProtocol protocol, string path) => new(await _fixture.Gateway.ConnectAsync(protocol, path));

    /// <summary>The socket as the upstream saw it, compared with what the client sent and got.</summary>
    private async Task<RequestRecord> EndOfSocketAsync(ClientSocket socket)
    {
        var seen = await _fixture.EndOfAsync("T3");
        await _fixture.IdleAsync();
        Assert.Equal(RequestOutcome.Complete, seen.Outcome);
        Assert.Equal(socket.SentSha256, seen.Socket!.FromClient.Sha256);
        Assert.Equal(socket.ReceivedSha256, seen.Socket.FromServer.Sha256);
        return seen;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(json) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("audio/wav"));
        return await client.SendAsync(request, Patience.Token);
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<string> Sha256Async(HttpResponseMessage answer) =>
        Convert.ToHexString(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync(Patience.Token)));
}
