using System.Net;
using Gateway.Simulator;
using Waves.Simulator.Books;

namespace Gateway.RequestPath;

/// <summary>Speech to text as its clients do it (waves-api 4.2, 10): recordings and live audio, both generations of routes.</summary>
public sealed class TranscriptionClientsTests : IClassFixture<WavesFixture>
{
    private readonly WavesFixture _fixture;

    public TranscriptionClientsTests(WavesFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    /// <summary>LiveKit, Vercel, OpenWhispr twice, the cookbook; path, media type, row.</summary>
    public static TheoryData<WireProtocol, string, string, string> Recordings
    {
        get
        {
            var data = new TheoryData<WireProtocol, string, string, string>();
            foreach (var protocol in Enum.GetValues<WireProtocol>())
            {
                data.Add(protocol, "/waves/v1/stt/?model=pulse&language=multi&encoding=linear16&sample_rate=16000&word_timestamps=true&diarize=false", "application/octet-stream", "S1");
                data.Add(protocol, "/waves/v1/stt/?model=pulse-pro&language=en&word_timestamps=true", "audio/wav", "S1");
                data.Add(protocol, "/waves/v1/stt?model=pulse&language=en&numerals=auto&age_detection=true", "audio/x-wav", "S1");
                data.Add(protocol, "/waves/v1/stt/?model=pulse", "application/octet-stream", "S1");
                data.Add(protocol, "/waves/v1/pulse/get_text?language=en", "application/octet-stream", "S3");
                data.Add(protocol, "/api/v1/pulse/get_text?model=pulse&language=en&format=true", "audio/mpeg", "S3");
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Recording_IsHeard(WireProtocol protocol, string target, string type, string row)
    {
        var wav = Sounds.Wav(2);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(wav) { Headers = { ContentType = new(type) } } };
        request.Headers.Add("X-Source", "livekit");

        using var answer = await _fixture.Gateway.Client(protocol).SendAsync(request, Patience.Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var heard = await answer.JsonAsync();
        Assert.Equal(2, heard.At("metadata", "duration").GetDouble());
        var seen = await _fixture.EndOfAsync(row);
        Assert.Equal(wav.Length, seen.BodyBytes);
        Assert.Equal(target[target.IndexOf('?', StringComparison.Ordinal)..], seen.Query);
        Assert.Equal(type, seen.Header("Content-Type"));
        Assert.Equal("livekit", seen.Header("X-Source"));
        Assert.Equal(row == "S1" ? "/waves/v1/stt/" : "/waves/v1/pulse/get_text", seen.Path);
    }

    [Theory]
    [InlineData("/waves/v1/stt/?model=pulse&language=en", "S1")]
    [InlineData("/waves/v1/pulse/get_text", "S3")]
    public async Task Recording_ByUrl_IsPassedOn(string target, string row)
    {
        const string Body = """{ "url":"https://files.example/call.wav" }""";
        using var answer = await _fixture.Gateway.Client(WireProtocol.Http1).PostAsync(target, new StringContent(Body, System.Text.Encoding.UTF8, "application/json"), Patience.Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Body, (await _fixture.EndOfAsync(row)).Body);
    }

    /// <summary>LiveKit: 50 ms frames, close_stream at the end, the last transcript read before the server closes.</summary>
    [Theory]
    [InlineData(WireProtocol.Http1, "/waves/v1/stt/live?model=pulse&language=en&encoding=linear16&sample_rate=16000&word_timestamps=true&diarize=false&eou_timeout_ms=100&endpointing=true&format=true&keywords=Waves:2,Pulse%20Pro:1.5", "S2")]
    [InlineData(WireProtocol.Http2, "/waves/v1/stt/live/?model=pulse&language=en&encoding=linear16&sample_rate=16000", "S2")]
    [InlineData(WireProtocol.Http1, "/waves/v1/pulse/get_text?language=en&encoding=linear16&sample_rate=16000", "S4")]
    [InlineData(WireProtocol.Http2, "/api/v1/pulse/get_text?language=en&encoding=linear16&sample_rate=16000", "S4")]
    public async Task Live_ClosedByTheClientsWord_GivesTheLastTranscript(WireProtocol protocol, string path, string row)
    {
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(protocol, path));
        for (var i = 0; i < 40; i++)
            await socket.SendAsync(new byte[1600]);
        await socket.SendAsync("""{"type":"close_stream"}""");

        var frames = await socket.ReceiveAllAsync();
        await socket.AnswerCloseAsync();

        Assert.True(frames[^1].At("is_last").GetBoolean());
        Assert.Equal(1000, socket.CloseCode);
        var seen = await EndAsync(socket, row);
        Assert.Equal(2000, seen.Work.AudioInMs);
    }

    /// <summary>Pipecat: finalize per utterance, silence as keepalive, the socket dropped when interrupted.</summary>
    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Live_Finalized_GoesOn(WireProtocol protocol)
    {
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(protocol, "/waves/v1/stt/live?model=pulse&language=en&encoding=linear16&sample_rate=16000&full_transcript=true&numerals=auto"));
        for (var utterance = 0; utterance < 2; utterance++)
        {
            await socket.SendAsync(new byte[16_000]);
            await socket.SendAsync("""{"type":"finalize"}""");
            await socket.ReceiveUntilAsync("is_final", "true");
            await socket.SendAsync(new byte[3200]);
        }
        socket.Abort();

        await _fixture.EndOfAsync("S2");
        await _fixture.IdleAsync();
    }

    /// <summary>Vercel with auth:'query': the key stands first in the query and nowhere else.</summary>
    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Live_WithAKeyInTheQuery_IsServed(WireProtocol protocol)
    {
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(protocol, $"/waves/v1/stt/live?api_key={_fixture.Gateway.Secret}&model=pulse&language=en", secret: ""));
        await socket.SendAsync(new byte[3200]);
        await socket.SendAsync("""{"type":"close_stream"}""");
        await socket.ReceiveAllAsync();
        await socket.AnswerCloseAsync();

        var seen = await EndAsync(socket, "S2");
        Assert.Equal("?model=pulse&language=en", seen.Query);
        Assert.Equal(GatewayUnderTest.UpstreamKey, seen.Key);
    }

    /// <summary>The cookbook and older LiveKit end with a word that is not documented; it is forwarded verbatim.</summary>
    [Theory]
    [InlineData(WireProtocol.Http1, """{"type":"end"}""")]
    [InlineData(WireProtocol.Http2, """{ "flag" : "END" }""")]
    public async Task Live_UndocumentedEnd_IsForwarded(WireProtocol protocol, string end)
    {
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(protocol, "/api/v1/pulse/get_text?language=en"));
        await socket.SendAsync(new byte[3200]);
        await socket.SendAsync(end);
        await socket.SendAsync("""{"type":"close_stream"}""");
        await socket.ReceiveAllAsync();
        await socket.AnswerCloseAsync();

        Assert.Contains(end, (await EndAsync(socket, "S4")).Socket!.FromClient.Texts);
    }

    /// <summary>Older Pipecat services: camelCase query with the key in it, an empty binary frame at the turn's end.</summary>
    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Legacy_EmptyFrames_AreForwarded(WireProtocol protocol)
    {
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(protocol, $"/api/v1/asr?audioLanguage=en&audioEncoding=linear16&audioSampleRate=16000&api_key={_fixture.Gateway.Secret}", secret: ""));
        await socket.SendAsync(new byte[3200]);
        await socket.SendAsync([]);
        await socket.ReceiveUntilAsync("isEndOfTurn", "true");
        await socket.CloseAsync();

        var seen = await EndAsync(socket, "R");
        Assert.Equal("/waves/v1/asr", seen.Path);
        Assert.Equal("?audioLanguage=en&audioEncoding=linear16&audioSampleRate=16000", seen.Query);
        Assert.Equal(2, seen.Socket!.FromClient.Messages);
    }

    /// <summary>The reason word tells clients whether to back off or to stop.</summary>
    [Theory]
    [InlineData(WireProtocol.Http1, 1008, "concurrency_limit_reached")]
    [InlineData(WireProtocol.Http2, 1008, "rate_limit_exceeded")]
    [InlineData(WireProtocol.Http1, 1012, "restarting")]
    [InlineData(WireProtocol.Http2, 4321, "of tomorrow")]
    public async Task Close_OfTheUpstream_PassesWithItsReason(WireProtocol protocol, int code, string reason)
    {
        _fixture.Waves.Faults.Add(Waves.Simulator.Faults.Fault.SocketClose(code, reason).On("S2").Once());
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(protocol, "/waves/v1/stt/live?model=pulse&language=en"));

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal((code, reason), (socket.CloseCode, socket.CloseReason));
        await socket.AnswerCloseAsync();
        await _fixture.IdleAsync();
    }

    private async Task<RequestRecord> EndAsync(ClientSocket socket, string row)
    {
        var seen = await _fixture.EndOfAsync(row);
        await _fixture.IdleAsync();
        Assert.Equal(socket.SentSha256, seen.Socket!.FromClient.Sha256);
        Assert.Equal(socket.ReceivedSha256, seen.Socket.FromServer.Sha256);
        return seen;
    }
}
