using System.Net.WebSockets;
using System.Text.Json;
using Waves.Simulator;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;

namespace Gateway.Simulator;

public sealed class RecognitionSocketTests
{
    private const string Unified = "/waves/v1/stt/live?model=pulse&language=en&encoding=linear16&sample_rate=16000";
    private const string Older = "/waves/v1/pulse/get_text?language=en&encoding=linear16&sample_rate=16000";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CloseStream_GivesTheLastTranscript_ThenTheServerCloses(bool http2)
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Unified + "&word_timestamps=true", http2: http2);

        for (var i = 0; i < 10; i++)
            await socket.SendAsync(new byte[4096]);
        await socket.SendAsync(new { type = "close_stream" });
        var frames = await AllAsync(socket);

        Assert.Equal("type,status,session_id,transcript,transcription,is_final,is_last", frames[0].Names());
        Assert.Equal(("please book", false), (frames[0].Text("transcript"), frames[0].At("is_final").GetBoolean()));
        var last = frames[^1];
        Assert.Equal("type,status,session_id,transcript,transcription,is_final,is_last,language,languages,words", last.Names());
        Assert.Equal("Please book a.", last.Text("transcript"));
        Assert.Equal((true, true), (last.At("is_final").GetBoolean(), last.At("is_last").GetBoolean()));
        Assert.Equal("word,start,end,confidence", last.At("words")[0].Names());
        Assert.Equal((1000, ""), (socket.CloseCode, socket.CloseReason ?? ""));
        Assert.Equal(1280, waves.Books.Work.AudioInMs);

        await socket.AnswerCloseAsync();
        var record = await waves.Books.WaitForEndAsync("S2");
        Assert.Equal(RequestOutcome.Complete, record.Outcome);
        Assert.Equal(10 * 4096, record.Socket!.FromClient.Bytes - record.Socket.FromClient.Texts[0].Length);
    }

    [Fact]
    public async Task Finalize_AnswersAndGoesOn_EvenWithNothingToSay()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Unified);

        await socket.SendAsync(new byte[16_000]);
        await socket.SendAsync(new { type = "finalize" });
        var first = (await socket.ReceiveAsync())!.Value;
        await socket.SendAsync(new { type = "finalize" });
        var second = (await socket.ReceiveAsync())!.Value;

        Assert.Equal(("Please.", true), (first.Text("transcript"), first.At("from_finalize").GetBoolean()));
        Assert.Equal(("", true, false), (second.Text("transcript"), second.At("is_final").GetBoolean(), second.At("is_last").GetBoolean()));
        Assert.False(first.TryGetProperty("words", out _));
    }

    [Theory]
    [InlineData("""{"type":"end"}""")]
    [InlineData("""{"flag":"END"}""")]
    public async Task Older_SendsWordsUnasked_AndUnderstandsTheOldEnd(string end)
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Older);

        await socket.SendAsync(new byte[16_000]);
        await socket.SendTextAsync(end);
        var final = (await socket.ReceiveAsync())!.Value;

        Assert.Equal("type,status,session_id,transcript,is_final,is_last,language,languages,words", final.Names());
        Assert.False(final.At("is_last").GetBoolean());
    }

    [Fact]
    public async Task VadEvents_FollowTheLoudnessInAudioTime()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Unified + "&vad_events=true&eou_timeout_ms=300");

        await socket.SendAsync(Sounds.Quiet(TimeSpan.FromMilliseconds(200)));
        await socket.SendAsync(Sounds.Loud(TimeSpan.FromMilliseconds(400)));
        await socket.SendAsync(Sounds.Quiet(TimeSpan.FromMilliseconds(300)));
        await socket.SendAsync(new { type = "close_stream" });
        var frames = await AllAsync(socket);

        Assert.Equal("speech_started,transcription,transcription,speech_ended,transcription", string.Join(',', frames.Select(static frame => frame.Text("type"))));
        Assert.Equal("type,session_id,timestamp", frames[0].Names());
        Assert.Equal((0.2, 0.6), (frames[0].At("timestamp").GetDouble(), frames[3].At("timestamp").GetDouble()));
        Assert.Equal((true, false), (frames[2].At("is_final").GetBoolean(), frames[2].At("is_last").GetBoolean()));
    }

    [Theory]
    [InlineData("linear16", 16_000, 32_000)]
    [InlineData("linear32", 16_000, 64_000)]
    [InlineData("mulaw", 8_000, 8_000)]
    [InlineData("alaw", 8_000, 8_000)]
    public async Task AudioSeconds_FollowTheEncoding(string encoding, int rate, int bytesPerSecond)
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync($"/waves/v1/stt/live?model=pulse&language=en&encoding={encoding}&sample_rate={rate}");

        await socket.SendAsync(new byte[bytesPerSecond * 2]);
        await socket.SendAsync([]);
        await socket.SendAsync(new { type = "close_stream" });
        await AllAsync(socket);

        Assert.Equal(2000, waves.Books.Work.AudioInMs);
    }

    [Fact]
    public async Task DiarizeAndSentences_AddSpeakersAndUtterances()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var unified = await waves.OpenAsync(Unified + "&word_timestamps=true&sentence_timestamps=true&diarize=true");
        using var older = await waves.OpenAsync(Older + "&diarize=true");

        await unified.SendAsync(new byte[32_000]);
        await unified.SendAsync(new { type = "close_stream" });
        await older.SendAsync(new byte[16_000]);
        await older.SendAsync(new { type = "finalize" });
        var final = (await AllAsync(unified))[^1];
        var olderFinal = (await older.ReceiveAsync())!.Value;

        Assert.Equal(JsonValueKind.String, final.At("words")[0].At("speaker").ValueKind);
        Assert.Equal("text,start,end,speaker", final.At("utterances")[0].Names());
        Assert.Equal(JsonValueKind.Number, olderFinal.At("words")[0].At("speaker").ValueKind);
    }

    [Theory]
    [InlineData("?language=en", "Missing required query param: model. Supported values: pulse.")]
    [InlineData("?model=pulse-pro", "Pulse Pro has no streaming transport. Use POST /waves/v1/stt/?model=pulse-pro instead.")]
    public async Task Unified_BadModel_Is400BeforeTheUpgrade(string query, string message)
    {
        await using var waves = await SimulatorClient.StartAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => waves.OpenAsync("/waves/v1/stt/live" + query));

        var record = await waves.Books.WaitForEndAsync("S2");
        Assert.Equal(400, record.Status);
        Assert.Equal($$"""{"error":"{{message}}"}""".Length, record.ResponseBytes);
    }

    [Fact]
    public async Task OverTheCap_IsUpgradedThenClosed1008()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = PlanLimits.Unlimited with { SttLive = new GroupLimit { Concurrent = 1 } } });
        using var first = await waves.OpenAsync(Unified);
        using var second = await waves.OpenAsync(Unified);

        Assert.Null(await second.ReceiveAsync());
        Assert.Equal((1008, "concurrency_limit_reached"), (second.CloseCode, second.CloseReason));

        await first.CloseAsync();
        await second.AnswerCloseAsync();
        await waves.Books.WaitForIdleAsync();
        using var third = await waves.OpenAsync(Unified);
        await third.SendAsync(new { type = "finalize" });
        Assert.NotNull(await third.ReceiveAsync());
    }

    [Theory]
    [InlineData(false, "forbidden")]
    [InlineData(true, "rate_limit_exceeded")]
    public async Task PlanRefusals_CloseWithTheirReason(bool allowed, string reason)
    {
        var limit = new GroupLimit { Allowed = allowed, RequestsPerMinute = 0 };
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = PlanLimits.Unlimited with { SttLive = limit } });
        using var socket = await waves.OpenAsync(Unified);

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal((1008, reason), (socket.CloseCode, socket.CloseReason));
    }

    [Fact]
    public async Task LanguageOfTheOtherRegion_IsAnErrorFrameThenClose()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Region = SimulatorOptions.Usa });
        using var socket = await waves.OpenAsync("/waves/v1/stt/live?model=pulse&language=ta");

        var error = (await socket.ReceiveAsync())!.Value;

        Assert.Equal("type,error_code,message", error.Names());
        Assert.Equal("LANGUAGE_NOT_ENABLED_IN_REGION", error.Text("error_code"));
        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(1008, socket.CloseCode);
    }

    [Fact]
    public async Task LanguageOfTheUsHost_IsClosedWithoutAWord()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync("/waves/v1/stt/live?model=pulse&language=ja");

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(1000, socket.CloseCode);
    }

    private static async Task<List<JsonElement>> AllAsync(TestSocket socket)
    {
        var frames = new List<JsonElement>();
        while (await socket.ReceiveAsync() is { } frame)
            frames.Add(frame);
        return frames;
    }
}
