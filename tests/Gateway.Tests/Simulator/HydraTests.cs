using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Waves.Simulator;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Simulator;

public sealed class HydraTests
{
    private const string Path = "/waves/v1/s2s?model=hydra-v1.1";

    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    private static readonly object Tool = new
    {
        type = "function",
        name = "rooms_free",
        description = "Free rooms for a night",
        parameters = new { type = "object", properties = new { night = new { type = "string" } }, required = new[] { "night" } },
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OneTurn_FollowsTheDocumentedOrder(bool http2)
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Cadence = Cadence.Instant with { HydraAnswer = TimeSpan.FromMilliseconds(80) } });
        using var socket = await waves.OpenAsync(Path, http2: http2);
        var created = await socket.ReceiveAsync();
        await socket.SendAsync(new { type = "session.configure", event_id = "evt_1", session = new { instructions = "Be kind.", voice = "aria", tools = Array.Empty<object>(), generate_initial_response = false } });
        var configured = (await socket.ReceiveAsync())!.Value;

        await SpeakAsync(socket);
        var events = await socket.ReceiveUntilAsync("type", "response.done");
        await socket.CloseAsync();

        Assert.Equal("type,event_id,session_id", created!.Value.Names());
        Assert.Equal("instructions,voice,tools,generate_initial_response,output_audio_format,output_audio_sample_rate", configured.At("session").Names());
        Assert.Equal(24000, configured.At("session", "output_audio_sample_rate").GetInt32());
        Assert.Equal(
            "input_audio_buffer.speech_started conversation.item.added input_audio_buffer.speech_stopped conversation.item.done response.created conversation.item.added "
            + "response.output_audio.delta response.output_audio.delta response.output_audio.done conversation.item.done response.done",
            Types(events));
        Assert.All(events, static frame => Assert.Matches("^sv_[0-9a-f]{16}$", frame.Text("event_id")));
        Assert.Equal((100, 200), (events[0].At("audio_start_ms").GetInt32(), events[2].At("audio_end_ms").GetInt32()));
        Assert.Equal("""[{"type":"input_audio"}]""", events[1].At("item", "content").GetRawText());
        Assert.Equal("""[{"type":"input_audio","text":null}]""", events[3].At("item", "content").GetRawText());
        Assert.Equal("type,event_id,response_id,item_id,output_index,content_index,delta", events[6].Names());
        Assert.Equal(40 * 24 * 2, events[6].At("delta").GetBytesFromBase64().Length);
        var done = events[^1].At("response");
        Assert.Equal("id,status,output,usage", done.Names());
        Assert.Equal("completed", done.Text("status"));
        Assert.Equal("input_tokens,output_tokens,total_tokens", done.At("usage").Names());
        Assert.Equal(events[1].Text("item", "id"), events[5].Text("previous_item_id"));

        var record = await waves.Books.WaitForEndAsync("H1");
        Assert.Equal((600, 80), (record.Work.AudioInMs, record.Work.AudioOutMs));
        Assert.Equal(RequestOutcome.Complete, record.Outcome);
    }

    [Fact]
    public async Task BargeIn_CancelsTheAnswer()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Cadence = Cadence.Instant with { RealTimeFactor = 1, HydraAnswer = TimeSpan.FromMinutes(1) } });
        using var socket = await ConfiguredAsync(waves, new { voice = "aria" });
        await SpeakAsync(socket);
        await socket.ReceiveUntilAsync("type", "response.output_audio.delta");

        await socket.SendAsync(Append(Sounds.Loud(Frame)));
        var events = await socket.ReceiveUntilAsync("type", "conversation.item.added");

        var news = events.SkipWhile(static frame => frame.Text("type") == "response.output_audio.delta").ToArray();
        Assert.Equal("input_audio_buffer.speech_started response.done conversation.item.added", Types(news));
        var response = news[1].At("response");
        Assert.Equal(("cancelled", """{"reason":"interrupted"}"""), (response.Text("status"), response.At("status_details").GetRawText()));
    }

    [Fact]
    public async Task ResponseCancel_EndsTheAnswer_AndIsNothingOtherwise()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Cadence = Cadence.Instant with { RealTimeFactor = 1, HydraAnswer = TimeSpan.FromMinutes(1) } });
        using var socket = await ConfiguredAsync(waves, new { generate_initial_response = true });
        await socket.ReceiveUntilAsync("type", "response.output_audio.delta");

        await socket.SendAsync(new { type = "response.cancel" });
        var done = (await socket.ReceiveUntilAsync("type", "response.done"))[^1];
        await socket.SendAsync(new { type = "response.cancel" });
        await socket.SendAsync(new { type = "nonsense" });
        var next = (await socket.ReceiveAsync())!.Value;

        Assert.Equal("client_cancelled", done.Text("response", "status_details", "reason"));
        Assert.Equal("error", next.Text("type"));
    }

    [Fact]
    public async Task Tools_AreCalledAfterASpokenTurn_AndTheirResultIsSpoken()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await ConfiguredAsync(waves, new { tools = new[] { Tool } });

        await SpeakAsync(socket);
        var events = await socket.ReceiveUntilAsync("type", "response.done");
        var call = events.Single(static frame => frame.Text("type") == "response.function_call_arguments.done");
        await socket.SendAsync(new { type = "conversation.item.create", item = new { type = "function_call_output", call_id = call.Text("call_id"), output = """{"free":3}""" } });
        await socket.SendAsync(new { type = "response.create" });
        var spoken = await socket.ReceiveUntilAsync("type", "response.done");

        var deltas = events.Where(static frame => frame.Text("type") == "response.function_call_arguments.delta").ToArray();
        Assert.Equal("""{"night":"friday"}""", string.Concat(deltas.Select(static frame => frame.Text("delta"))));
        Assert.Equal("rooms_free", deltas[0].Text("name"));
        Assert.False(deltas[1].TryGetProperty("name", out _));
        Assert.Equal(("rooms_free", """{"night":"friday"}"""), (call.Text("name"), call.Text("arguments")));
        Assert.Equal("function_call", events[^1].At("response", "output")[0].Text("type"));
        Assert.Equal("conversation.item.added conversation.item.done response.created", Types(spoken.Take(3)));
        Assert.Contains(spoken, static frame => frame.Text("type") == "response.output_audio.delta");
    }

    [Fact]
    public async Task ToolResultTooLate_DropsTheTurn()
    {
        var time = new FakeTimeProvider();
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Time = time });
        using var socket = await ConfiguredAsync(waves, new { tools = new[] { Tool } });
        await SpeakAsync(socket);
        await socket.ReceiveUntilAsync("type", "response.done");

        time.Advance(TimeSpan.FromSeconds(10));
        var error = (await socket.ReceiveAsync())!.Value;

        Assert.Equal("tool_response_timeout", error.Text("error", "code"));
    }

    [Fact]
    public async Task SeveralToolCalls_GiveSeveralDones()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Cadence = Cadence.Instant with { HydraToolCalls = 2 } });
        using var socket = await ConfiguredAsync(waves, new { tools = new[] { Tool, Tool } });

        await SpeakAsync(socket);
        var events = await socket.ReceiveUntilAsync("type", "response.done");

        Assert.Equal(2, events.Count(static frame => frame.Text("type") == "response.function_call_arguments.done"));
    }

    [Fact]
    public async Task InitialResponse_ComesWithoutSpeech()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Path);
        await socket.ReceiveAsync();

        await socket.SendAsync(new { type = "session.configure", session = new { instructions = "Greet the guest.", generate_initial_response = true } });
        var events = await socket.ReceiveUntilAsync("type", "response.done");

        Assert.Equal("session.configured response.created conversation.item.added", Types(events.Take(3)));
        Assert.Equal("sterling", events[0].Text("session", "voice"));
    }

    [Fact]
    public async Task AudioBeforeConfigure_IsDroppedSilently()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Path);
        await socket.ReceiveAsync();

        await socket.SendAsync(Append(Sounds.Loud(Frame)));
        await socket.SendAsync(new { type = "session.configure", session = new { voice = "aria" } });

        Assert.Equal("session.configured", (await socket.ReceiveAsync())!.Value.Text("type"));
        Assert.Equal(0, waves.Books.Work.AudioInMs);
    }

    [Theory]
    [InlineData("hydra", "warning session.created", 48000)]
    [InlineData("hydra-v1.0", "session.created session.configured", 48000)]
    public async Task OtherModels_AnnounceTheirRate_AndTheOldTagWarnsFirst(string model, string first, int rate)
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync($"/waves/v1/s2s?model={model}");

        await socket.SendAsync(new { type = "session.configure", session = new { } });
        var events = await socket.ReceiveUntilAsync("type", "session.configured");

        Assert.Equal(first, Types(events.Take(2)));
        Assert.Equal(rate, events[^1].At("session", "output_audio_sample_rate").GetInt32());
        if (model == "hydra")
            Assert.Equal("""{"type":"warning","code":"model_deprecated"}""", events[0].GetRawText());
    }

    [Theory]
    [InlineData("""{"type":"input_audio_buffer.append","event_id":"evt_7","audio":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="}""", "invalid_audio", "audio frame too small (40 bytes, need 320)")]
    [InlineData("""{"type":"input_audio_buffer.append","event_id":"evt_7","audio":"%%"}""", "invalid_audio", "audio is not base64")]
    [InlineData("""{"type":"session.update","event_id":"evt_7","session":{"voice":"leo"}}""", "invalid_frame", "only tools can be updated")]
    [InlineData("""{"event_id":"evt_7"}""", "invalid_request_error", "type is required")]
    [InlineData("""{"type":"conversation.item.create","event_id":"evt_7","item":{"type":"function_call_output","call_id":"call_x","output":""}}""", "invalid_request_error", "no call waits for this output")]
    public async Task BadFrames_AreErrors_AndTheSessionGoesOn(string frame, string code, string message)
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await ConfiguredAsync(waves, new { voice = "aria" });

        await socket.SendTextAsync(frame);
        var error = (await socket.ReceiveAsync())!.Value;
        await socket.SendTextAsync("{");
        var malformed = (await socket.ReceiveAsync())!.Value;

        Assert.Equal("type,event_id,error", error.Names());
        Assert.Equal(("invalid_request_error", code, message, "evt_7"), (error.Text("error", "type"), error.Text("error", "code"), error.Text("error", "message"), error.Text("error", "event_id")));
        Assert.Equal("invalid_frame", malformed.Text("error", "code"));
    }

    [Fact]
    public async Task UnknownVoice_IsRefused_AndCanBeCorrected()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await waves.OpenAsync(Path);
        await socket.ReceiveAsync();

        await socket.SendAsync(new { type = "session.configure", event_id = "evt_1", session = new { voice = "wren" } });
        var error = (await socket.ReceiveAsync())!.Value;
        await socket.SendAsync(new { type = "session.configure", session = new { voice = "aria" } });

        Assert.Equal(("unknown voice", "session.configure.session.voice"), (error.Text("error", "message"), error.Text("error", "param")));
        Assert.Equal("session.configured", (await socket.ReceiveAsync())!.Value.Text("type"));
    }

    [Fact]
    public async Task ToolsUpdate_IsAnswered_AndAnEmptyOneIsNot()
    {
        await using var waves = await SimulatorClient.StartAsync();
        using var socket = await ConfiguredAsync(waves, new { voice = "aria" });

        await socket.SendAsync(new { type = "session.update", session = new { } });
        await socket.SendAsync(new { type = "session.configure", session = new { voice = "leo" } });
        await socket.SendAsync(new { type = "session.update", session = new { tools = Array.Empty<object>() } });

        var updated = (await socket.ReceiveAsync())!.Value;
        Assert.Equal(("session.updated", """{"tools":[]}"""), (updated.Text("type"), updated.At("session").GetRawText()));
    }

    [Fact]
    public async Task Idle_ClosesPlainlyAfterHalfAMinute()
    {
        var time = new FakeTimeProvider();
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Time = time });
        using var socket = await ConfiguredAsync(waves, new { voice = "aria" });

        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Null(await socket.ReceiveAsync());
        Assert.Equal(1000, socket.CloseCode);
    }

    [Fact]
    public async Task Full_IsAnErrorThenClose1013()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Limits = PlanLimits.Standard });
        using var first = await ConfiguredAsync(waves, new { voice = "aria" });
        using var second = await waves.OpenAsync(Path);

        var error = (await second.ReceiveAsync())!.Value;

        Assert.Equal(("server_error", "server_full"), (error.Text("error", "type"), error.Text("error", "code")));
        Assert.Null(await second.ReceiveAsync());
        Assert.Equal(1013, second.CloseCode);
        Assert.Equal(1, waves.Books.Group(LimitGroup.S2s).RefusedByConcurrency);
    }

    [Theory]
    [InlineData("/waves/v1/s2s?model=hydra-v1.1&api_key=sk_upstream", null)]
    [InlineData("/waves/v1/s2s", "sk_upstream")]
    public async Task KeyInQueryOrHeader_IsAccepted(string path, string? key)
    {
        await using var waves = await SimulatorClient.StartAsync();

        using var socket = await waves.OpenAsync(path, key);

        Assert.Equal("session.created", (await socket.ReceiveAsync())!.Value.Text("type"));
    }

    [Fact]
    public async Task BadKey_Is401BeforeTheUpgrade()
    {
        await using var waves = await SimulatorClient.StartAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => waves.OpenAsync(Path + "&api_key=wrong", key: null));

        Assert.Equal(401, (await waves.Books.WaitForEndAsync("H1")).Status);
    }

    private static async Task<TestSocket> ConfiguredAsync(SimulatorClient waves, object session)
    {
        var socket = await waves.OpenAsync(Path);
        await socket.SendAsync(new { type = "session.configure", session });
        await socket.ReceiveUntilAsync("type", "session.configured");
        return socket;
    }

    /// <summary>100 ms of quiet, 100 ms of speech, and the quiet that ends the turn.</summary>
    private static async Task SpeakAsync(TestSocket socket)
    {
        for (var i = 0; i < 5; i++)
            await socket.SendAsync(Append(Sounds.Quiet(Frame)));
        for (var i = 0; i < 5; i++)
            await socket.SendAsync(Append(Sounds.Loud(Frame)));
        await socket.SendAsync(Append(Sounds.Quiet(TimeSpan.FromMilliseconds(400))));
    }

    private static object Append(byte[] pcm) => new { type = "input_audio_buffer.append", audio = Convert.ToBase64String(pcm) };

    private static string Types(IEnumerable<JsonElement> events) => string.Join(' ', events.Select(static frame => frame.Text("type")));
}
