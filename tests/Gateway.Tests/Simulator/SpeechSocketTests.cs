using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Waves.Simulator;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Simulator;

public sealed class SpeechSocketTests
{
    private const string Path = "/waves/v1/tts/live";

    [Theory]
    [InlineData(Path, "T3", false)]
    [InlineData(Path, "T3", true)]
    [InlineData("/waves/v1/lightning-v3.1/get_speech/stream", "T6", false)]
    public async Task OneFrame_IsChunksThenOneComplete_WithIdsEchoed(string path, string contract, bool http2)
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(path, http2: http2);

        await socket.SendAsync(new { voice_id = "magnus", text = "Thanks, one moment.", sample_rate = 8000, session_id = "call-881", request_id = "turn-3" });
        var frames = await socket.ReceiveUntilAsync("status", "complete");
        await socket.CloseAsync();

        Assert.All(frames, static frame => Assert.StartsWith("session_id,request_id,external_session_id,external_request_id,status", frame.Names(), StringComparison.Ordinal));
        Assert.Single(frames.Select(static frame => frame.Text("request_id")).Distinct());
        Assert.StartsWith("ws_", frames[0].Text("session_id"), StringComparison.Ordinal);
        Assert.StartsWith("task_", frames[0].Text("request_id"), StringComparison.Ordinal);
        Assert.Equal(("call-881", "turn-3"), (frames[0].Text("external_session_id"), frames[0].Text("external_request_id")));
        Assert.Equal(19 * 520 * 2, AudioBytes(frames));
        Assert.Equal("session_id,request_id,external_session_id,external_request_id,status", frames[^1].Names());

        var record = await waves.Books.WaitForEndAsync(contract);
        Assert.Equal(RequestOutcome.Complete, record.Outcome);
        Assert.Equal((1, 19), ((int)record.Work.Syntheses, (int)record.Work.Characters));
    }

    [Fact]
    public async Task NoClientIds_AreLeftOutNotEmpty()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Path);

        await socket.SendAsync(new { voice_id = "magnus", text = "Bye." });
        var frames = await socket.ReceiveUntilAsync("status", "complete");

        Assert.Equal("session_id,request_id,status,data", frames[0].Names());
    }

    [Fact]
    public async Task ContinuousTokens_AreOneSegment_AndTheSocketServesTheNext()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Path);

        foreach (var token in (string[])["Good", " evening,", " how"])
            await socket.SendAsync(new { voice_id = "magnus", text = token, sample_rate = 8000, @continue = true, flush = false });
        await socket.SendAsync(new { voice_id = "magnus", text = "", sample_rate = 8000, @continue = false, flush = true });
        var first = await socket.ReceiveUntilAsync("status", "complete");
        await socket.SendAsync(new { voice_id = "magnus", text = "Sure.", sample_rate = 8000, @continue = true, flush = false });
        await socket.SendAsync(new { voice_id = "magnus", text = "", sample_rate = 8000, @continue = false, flush = true });
        var second = await socket.ReceiveUntilAsync("status", "complete");

        Assert.Equal(17 * 520 * 2, AudioBytes(first));
        Assert.Single(first.Select(static frame => frame.Text("request_id")).Distinct());
        Assert.NotEqual(first[0].Text("request_id"), second[0].Text("request_id"));
        Assert.Equal(first[0].Text("session_id"), second[0].Text("session_id"));
        Assert.Equal((2, 22), ((int)waves.Books.Work.Syntheses, (int)waves.Books.Work.Characters));
    }

    [Fact]
    public async Task FramesWithoutWaiting_EachGetTheirId_AndOneCompleteEndsTheTurn()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Path);

        await socket.SendAsync(new { voice_id = "magnus", text = "First the keys.", sample_rate = 8000, complete_backoff_ms = 10_000 });
        await socket.SendAsync(new { voice_id = "magnus", text = "Then the lights.", sample_rate = 8000, complete_backoff_ms = 10_000 });
        await socket.SendAsync(new { voice_id = "magnus", text = "Then the door.", sample_rate = 8000, complete_backoff_ms = 0 });
        var frames = await socket.ReceiveUntilAsync("status", "complete");

        var ids = frames.Select(static frame => frame.Text("request_id")).Distinct().ToArray();
        Assert.Equal(3, ids.Length);
        Assert.Equal(ids[^1], frames[^1].Text("request_id"));
        Assert.Equal(45 * 520 * 2, AudioBytes(frames));
        Assert.Equal((3, 45), ((int)waves.Books.Work.Syntheses, (int)waves.Books.Work.Characters));
        Assert.Equal(1, waves.Books.Group(LimitGroup.Tts).Peak);
    }

    [Fact]
    public async Task FlushWhileMoreFollows_SpeaksTheBufferUnderTheSameId()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Path);

        await socket.SendAsync(new { voice_id = "magnus", text = "Wait", @continue = true, flush = true });
        var early = (await socket.ReceiveAsync())!.Value;
        await socket.SendAsync(new { voice_id = "magnus", text = " here.", @continue = false });
        var rest = await socket.ReceiveUntilAsync("status", "complete");

        Assert.Equal("chunk", early.Text("status"));
        Assert.All(rest, frame => Assert.Equal(early.Text("request_id"), frame.Text("request_id")));
        Assert.Equal(1, waves.Books.Work.Syntheses);
    }

    [Fact]
    public async Task BufferedText_IsSpokenAfterMaxBufferFlush()
    {
        var time = new FakeTimeProvider();
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Time = time });
        using var socket = await waves.OpenAsync(Path);

        await socket.SendAsync(new { voice_id = "magnus", text = "Wait", @continue = true, max_buffer_flush_ms = 500 });
        await socket.SendTextAsync("not json");
        var error = (await socket.ReceiveAsync())!.Value;
        time.Advance(TimeSpan.FromMilliseconds(500));
        var chunk = (await socket.ReceiveAsync())!.Value;

        Assert.Equal(("error", "chunk"), (error.Text("status"), chunk.Text("status")));
    }

    [Fact]
    public async Task WordTimes_ComeInAudioTime_ForVoicesThatHaveThem()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Path);

        await socket.SendAsync(new { voice_id = "meher", model = "lightning_v3.1_pro", text = "Pay $40 by May 3rd", word_timestamps = true });
        var words = (await socket.ReceiveUntilAsync("status", "complete")).Where(static frame => frame.Text("status") == "word_timestamp").ToArray();
        await socket.SendAsync(new { voice_id = "magnus", text = "Pay $40", word_timestamps = true });
        var without = await socket.ReceiveUntilAsync("status", "complete");

        Assert.Equal("Pay,$40,by,May,3rd", string.Join(',', words.Select(static frame => frame.Text("data", "word"))));
        Assert.Equal([0, 1, 2, 3, 4], words.Select(static frame => frame.At("data", "id").GetInt32()));
        Assert.Equal(0.065 * 4, words[1].At("data", "start").GetDouble(), 0.001);
        Assert.DoesNotContain(without, static frame => frame.Text("status") == "word_timestamp");
    }

    [Fact]
    public async Task KeepAlives_CountForNothing()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Path);

        await socket.SendAsync(new { text = " ", voice_id = "meher", model = "lightning_v3.1_pro", language = "en" });
        await socket.CloseAsync(1000, "done");

        var record = await waves.Books.WaitForEndAsync("T3");
        Assert.Equal((0, 0), ((int)record.Work.Characters, (int)record.Work.Syntheses));
        Assert.Equal((1, 0), ((int)record.Socket!.FromClient.Messages, (int)record.Socket.FromServer.Messages));
        Assert.Equal((1000, "done", 1000), (record.Socket.FromClient.CloseCode, record.Socket.FromClient.CloseReason, record.Socket.FromServer.CloseCode));
        Assert.Equal(0, waves.Books.Group(LimitGroup.Tts).Arrivals);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"text":"a"}""")]
    [InlineData("""{"text":"a","voice_id":"nobody"}""")]
    public async Task BadFrame_IsAnErrorFrame_AndTheSocketStays(string frame)
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Path);

        await socket.SendTextAsync(frame);
        var error = (await socket.ReceiveAsync())!.Value;
        await socket.SendAsync(new { voice_id = "magnus", text = "Bye." });
        var frames = await socket.ReceiveUntilAsync("status", "complete");

        Assert.Equal("error", error.Text("status"));
        Assert.Equal("message,code", error.At("error").Names());
        Assert.NotEmpty(frames);
    }

    [Theory]
    [InlineData("", 60)]
    [InlineData("?timeout=5", 5)]
    public async Task Idle_IsAnErrorFrameThenAClose(string query, int seconds)
    {
        var time = new FakeTimeProvider();
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Time = time });
        using var socket = await waves.OpenAsync(Path + query);
        await socket.SendAsync(new { voice_id = "magnus", text = "Bye." });
        await socket.ReceiveUntilAsync("status", "complete");

        time.Advance(TimeSpan.FromSeconds(seconds));
        var error = (await socket.ReceiveAsync())!.Value;
        var end = await socket.ReceiveAsync();

        Assert.Equal($$"""{"status":"error","message":"Connection timed out after {{seconds}} seconds of inactivity"}""", error.GetRawText());
        Assert.Null(end);
        Assert.Equal(1000, socket.CloseCode);
    }

    [Fact]
    public async Task OverTheUnit_IsAnErrorFrame_AndWorksLater()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = PlanLimits.Standard });
        using var first = await waves.OpenAsync(Path);
        using var second = await waves.OpenAsync(Path);
        await first.SendAsync(new { voice_id = "magnus", text = "I hold", @continue = true, flush = true });
        await first.ReceiveAsync();

        await second.SendAsync(new { voice_id = "magnus", text = "Second caller speaking.", request_id = "turn-9" });
        var refused = (await second.ReceiveAsync())!.Value;
        await first.SendAsync(new { voice_id = "magnus", text = "", @continue = false });
        await first.ReceiveUntilAsync("status", "complete");
        await second.SendAsync(new { voice_id = "magnus", text = "Trying again." });
        var spoken = await second.ReceiveUntilAsync("status", "complete");

        Assert.Equal(("error", "turn-9"), (refused.Text("status"), refused.Text("external_request_id")));
        Assert.Equal(("Concurrency limit reached", "concurrency_limit_reached"), (refused.Text("error", "message"), refused.Text("error", "code")));
        Assert.NotEmpty(spoken);
        Assert.Equal((1, 1), (waves.Books.Group(LimitGroup.Tts).Peak, (int)waves.Books.Group(LimitGroup.Tts).RefusedByConcurrency));
    }

    [Fact]
    public async Task SocketsBeyondFivePerUnit_Are429BeforeTheUpgrade()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = PlanLimits.Standard });
        var sockets = new List<TestSocket>();
        for (var i = 0; i < 5; i++)
            sockets.Add(await waves.OpenAsync(Path));

        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => waves.OpenAsync(Path));

        var refused = await waves.Books.WaitForRequestAsync(static request => request.Status == 429);
        Assert.Equal(RefusalReason.Concurrency, refused.Refusal);
        sockets.ForEach(static socket => socket.Dispose());
    }

    [Fact]
    public async Task ClientVanishes_FreesTheUnitAtOnce()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Cadence = Cadence.Instant with { RealTimeFactor = 1 } });
        using var socket = await waves.OpenAsync(Path);
        await socket.SendAsync(new { voice_id = "magnus", text = "A long text that nobody hears to its end." });
        await socket.ReceiveAsync();

        socket.Abort();

        await waves.Books.WaitForIdleAsync().WaitAsync(SimulatorClient.Patience);
        Assert.Equal(RequestOutcome.ClientGone, waves.Books.For("T3")[0].Outcome);
    }

    [Fact]
    public async Task CloseAfterComplete_ClosesWhenAsked()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Cadence = Cadence.Instant with { CloseAfterComplete = true } });
        using var socket = await waves.OpenAsync(Path);

        await socket.SendAsync(new { voice_id = "magnus", text = "Bye." });
        await socket.ReceiveUntilAsync("status", "complete");

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(1000, socket.CloseCode);
    }

    [Theory]
    [InlineData("?token=sk_upstream")]
    [InlineData("?api_key=sk_upstream")]
    public async Task KeyInTheQuery_IsAccepted(string query)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var socket = await waves.OpenAsync(Path + query, key: null);
        await socket.SendAsync(new { voice_id = "magnus", text = "From a browser." });

        Assert.NotEmpty(await socket.ReceiveUntilAsync("status", "complete"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sk_wrong")]
    public async Task BadKey_Is401BeforeTheUpgrade(string? key)
    {
        await using var waves = await SimulatorClient.StartAsync();

        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => waves.OpenAsync(Path, key));

        Assert.Equal(401, (await waves.Books.WaitForEndAsync("T3")).Status);
    }

    private static int AudioBytes(IEnumerable<JsonElement> frames) =>
        frames.Where(static frame => frame.Text("status") == "chunk").Sum(static frame => frame.At("data", "audio").GetBytesFromBase64().Length);
}
