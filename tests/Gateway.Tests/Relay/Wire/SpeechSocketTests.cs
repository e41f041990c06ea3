using System.Text.Json;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Relay.Framing;
using Waves.Simulator;
using Waves.Simulator.Pacing;

namespace Gateway.Relay.Wire;

/// <summary>TTS sockets over real connections: an upstream that says what the test tells it, then the simulator.</summary>
public sealed class SpeechSocketTests
{
    private const string Path = "/waves/v1/tts/live";

    private static readonly Dictionary<string, string?> OneSlot = new()
    {
        ["Gateway:Upstream:Accounts:0:Limits:tts:Slots"] = "1",
        ["Gateway:Upstream:Accounts:0:Limits:tts:Sockets"] = "5",
    };

    public static TheoryData<bool> Clients => [false, true];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Text_WhileAnotherSocketSpeaks_WaitsItsTurnWithPingsAnsweredAndOrderKept(bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1, settings: OneSlot);
        var (first, firstCall) = await OpenAsync(gateway, raw, http2);
        var (second, secondCall) = await OpenAsync(gateway, raw, http2);

        await first.SendTextAsync(Speak("One."));
        await firstCall.Peer.NextTextAsync();

        await second.SendTextAsync(Speak("Two."));
        await second.SendTextAsync(Speak("Three."));
        await second.SendAsync(second.Frame(Opcode.Ping, [42]));
        var ping = await secondCall.Peer.NextAsync();
        Assert.Equal((Opcode.Ping, (byte)42), (ping!.Opcode, ping.Payload[0]));
        await secondCall.Peer.SendAsync(secondCall.Peer.Frame(Opcode.Pong, ping.Payload));
        Assert.Equal(Opcode.Pong, (await second.NextAsync())!.Opcode);

        await firstCall.Peer.SendTextAsync(Complete);
        Assert.Equal(Complete, await first.NextTextAsync());
        Assert.Equal(Speak("Two."), await secondCall.Peer.NextTextAsync());
        Assert.Equal(Speak("Three."), await secondCall.Peer.NextTextAsync());

        var usage = await gateway.Observer.SynthesisAsync();
        Assert.Equal((4, WorkEnd.Completed), (usage.Characters, usage.End));
        await CloseAsync(first, firstCall);
        await CloseAsync(second, secondCall);
        var cut = await gateway.Observer.SynthesisAsync();
        Assert.Equal((10, WorkEnd.Cut), (cut.Characters, cut.End));
        Assert.True(cut.Queued > TimeSpan.Zero);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Text_ThatCannotWait_IsRefusedAndTheSocketGoesOn(bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1, settings: new(OneSlot) { ["Gateway:Admission:DefaultMaxWait"] = "00:00:00" });
        var (first, firstCall) = await OpenAsync(gateway, raw, http2);
        var (second, secondCall) = await OpenAsync(gateway, raw, http2);
        await first.SendTextAsync(Speak("One."));
        await firstCall.Peer.NextTextAsync();

        await second.SendTextAsync("""{"voice_id":"magnus","text":"Second caller speaking.","request_id":"turn-9"}""");
        using var refusal = JsonDocument.Parse(await second.NextTextAsync());
        Assert.Equal("error", refusal.RootElement.GetProperty("status").GetString());
        Assert.Equal("concurrency_limit_reached", refusal.RootElement.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("turn-9", refusal.RootElement.GetProperty("external_request_id").GetString());

        await firstCall.Peer.SendTextAsync(Complete);
        await first.NextTextAsync();
        await second.SendTextAsync(Speak("Trying again."));
        Assert.Equal(Speak("Trying again."), await secondCall.Peer.NextTextAsync());
        await CloseAsync(first, firstCall);
        await CloseAsync(second, secondCall);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Client_ThatLeavesWhileItsTextWaits_LeavesTheQueueAndIsNotHeard(bool closes, bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1, settings: new(OneSlot) { ["Gateway:Admission:DefaultMaxWait"] = "00:01:00" });
        var (first, firstCall) = await OpenAsync(gateway, raw, http2);
        var (second, secondCall) = await OpenAsync(gateway, raw, http2);
        var (third, thirdCall) = await OpenAsync(gateway, raw, http2);
        await first.SendTextAsync(Speak("One."));
        await firstCall.Peer.NextTextAsync();
        await second.SendTextAsync(Speak("Two."));
        await second.SendAsync(second.Frame(Opcode.Ping, []));
        await secondCall.Peer.NextAsync();

        if (closes)
            await second.SendCloseAsync(1000, "never mind");
        else
            second.Leave();
        Assert.Equal(closes ? RelayEndReason.ClientClosed : RelayEndReason.ClientGone, (await gateway.Observer.SessionAsync()).Reason);
        Assert.Equal(closes ? 1000 : 1001, (await secondCall.Peer.AnswerCloseAsync()).Code);
        Assert.DoesNotContain(secondCall.Peer.Frames, frame => frame.Opcode == Opcode.Text);
        if (closes)
            Assert.Equal(1000, (await second.NextCloseAsync()).Code);

        await third.SendTextAsync(Speak("Three."));
        await firstCall.Peer.SendTextAsync(Complete);
        Assert.Equal(Speak("Three."), await thirdCall.Peer.NextTextAsync());
        await CloseAsync(first, firstCall);
        await CloseAsync(third, thirdCall);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Upstream_ThatResets_FreesTheUnitWhileTheClientIsDeaf(bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1, settings: new(OneSlot) { ["Gateway:Relay:CloseTimeout"] = "00:00:30" });
        var (first, firstCall) = await OpenAsync(gateway, raw, http2);
        var (second, secondCall) = await OpenAsync(gateway, raw, http2);
        await first.SendTextAsync(Speak("One."));
        await firstCall.Peer.NextTextAsync();
        await second.SendTextAsync(Speak("Two."));

        firstCall.Reset();
        Assert.Equal(Speak("Two."), await secondCall.Peer.NextTextAsync());
        Assert.Equal(2, gateway.Sessions.Count);
        var cut = await gateway.Observer.SynthesisAsync();
        Assert.Equal((4, WorkEnd.Cut, RelayEndReason.UpstreamGone), (cut.Characters, cut.End, cut.Reason));

        await first.AnswerCloseAsync();
        await CloseAsync(second, secondCall);
        await gateway.EmptyAsync();
        Assert.Equal(1, gateway.Observer.SynthesesWaiting);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Upstream_ThatResets_FreesTheSlotOfASessionWhileTheClientIsDeaf(bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1, settings: new()
        {
            ["Gateway:Upstream:Accounts:0:Limits:stt-live:Slots"] = "1",
            ["Gateway:Relay:CloseTimeout"] = "00:00:30",
        });
        var first = await gateway.OpenAsync("/waves/v1/stt/live?model=pulse&language=en", http2);
        var firstCall = await raw.CallAsync();
        var second = gateway.OpenAsync("/waves/v1/stt/live?model=pulse&language=en", http2);

        firstCall.Reset();
        var next = await second;
        Assert.Equal(2, gateway.Sessions.Count);
        await first.AnswerCloseAsync();
        await CloseAsync(next, await raw.CallAsync());
        await gateway.EmptyAsync();
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Frame_ThatBreaksARule_IsAnsweredHereAndTheSocketGoesOn(bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1, key: k => k with { Scopes = new KeyScopes { Voices = ["magnus"] } });
        var client = await gateway.OpenAsync(Path, http2);
        var call = await raw.CallAsync();
        await client.SendTextAsync("""{"voice_id":"magnus","text":"x","sample_rate":12345}""");
        Assert.Contains("sample_rate", await client.NextTextAsync(), StringComparison.Ordinal);
        await client.SendTextAsync("""{"voice_id":"meher","text":"x"}""");
        Assert.Contains("forbidden", await client.NextTextAsync(), StringComparison.Ordinal);
        await client.SendTextAsync(Speak("Fine."));
        Assert.Equal(Speak("Fine."), await call.Peer.NextTextAsync());
        await CloseAsync(client, call);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Binary_AndUnknownFrames_PassBothWays(bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1);
        var client = await gateway.OpenAsync(Path, http2);
        var call = await raw.CallAsync();
        await client.SendAsync(client.Frame(Opcode.Binary, [1, 2, 3]));
        Assert.Equal([1, 2, 3], (await call.Peer.NextAsync())!.Payload);
        await client.SendTextAsync("""{"event":"interrupt"}""");
        Assert.Equal("""{"event":"interrupt"}""", await call.Peer.NextTextAsync());
        await call.Peer.SendAsync(call.Peer.Frame(Opcode.Binary, [4, 5]));
        Assert.Equal([4, 5], (await client.NextAsync())!.Payload);
        await CloseAsync(client, call);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Stop_WhileASynthesisRuns_LetsItFinishAndRestartsTheRest(bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1);
        var speaking = await gateway.OpenAsync(Path, http2);
        var speakingCall = await raw.CallAsync();
        var silent = await gateway.OpenAsync(Path, http2);
        var silentCall = await raw.CallAsync();
        await speaking.SendTextAsync(Speak("One."));
        await speakingCall.Peer.NextTextAsync();

        var stopping = gateway.StopAsync();
        Assert.Equal((1012, "restarting"), await silent.AnswerCloseAsync());
        Assert.Equal(1001, (await silentCall.Peer.AnswerCloseAsync()).Code);
        Assert.Equal(503, (await gateway.TryOpenAsync(Path, http2)).Status);
        await speakingCall.Peer.SendTextAsync(Complete);
        Assert.Equal(Complete, await speaking.NextTextAsync());
        Assert.Equal((1012, "restarting"), await speaking.AnswerCloseAsync());
        Assert.Equal(1001, (await speakingCall.Peer.AnswerCloseAsync()).Code);
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(WorkEnd.Completed, (await gateway.Observer.SynthesisAsync()).End);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Stop_WhileASessionRuns_GivesItTheWholeTimeAndThenEndsIt(bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1, settings: new() { ["Gateway:Relay:DrainTimeout"] = "00:00:00.400" });
        var client = await gateway.OpenAsync("/waves/v1/stt/live?model=pulse&language=en", http2);
        var call = await raw.CallAsync();
        var stopping = gateway.StopAsync();
        await client.SendTextAsync("still talking");
        Assert.Equal("still talking", await call.Peer.NextTextAsync());
        Assert.Equal("""{"type":"error","status":"error","message":"The service is restarting, please reconnect."}""", await client.NextTextAsync());
        Assert.Equal((1012, "restarting"), await client.AnswerCloseAsync());
        await call.Peer.AnswerCloseAsync();
        await stopping.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task End_OfOneSessionByItsId_ClosesThatOne(bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1);
        var client = await gateway.OpenAsync(Path, http2);
        var call = await raw.CallAsync();
        await client.SendTextAsync(" ");
        await client.NextTextAsync();
        await client.SendTextAsync("""{"voice_id":"magnus","text":" "}""");
        await call.Peer.NextTextAsync();
        var info = Assert.Single(gateway.Sessions.List());
        Assert.Equal(("T3", "apps", "key_test", "main"), (info.Contract, info.Team, info.KeyId, info.Account));
        Assert.False(gateway.Sessions.End("sock_none", RelayEnding.Operator));
        Assert.True(gateway.Sessions.End(info.Id, RelayEnding.Operator));
        Assert.Equal((1008, "ended by operator"), await client.AnswerCloseAsync());
        await call.Peer.AnswerCloseAsync();
        Assert.Equal(RelayEndReason.Operator, (await gateway.Observer.SessionAsync()).Reason);
        await gateway.EmptyAsync();
        Assert.Empty(gateway.Sessions.List());
    }

    [Theory]
    [InlineData(false, "1.1")]
    [InlineData(true, "2")]
    public async Task Simulator_SpokenTo_CountsWhatWeCount(bool http2, string upstreamVersion)
    {
        await using var waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = ["sk_upstream"], Cadence = Cadence.Instant });
        var upstream = upstreamVersion == "2" ? waves.Http2BaseAddress : waves.BaseAddress;
        await using var gateway = await RelayUnderTest.StartAsync(upstream.GetLeftPart(UriPartial.Authority), upstreamVersion);
        var client = await gateway.OpenAsync("/waves/v1/lightning-v3.1/get_speech/stream", http2);
        foreach (var text in new[] { "First the keys.", "Then the lights.", "Then the dóor 🙂." })
        {
            await client.SendTextAsync(Speak(text));
            while (!(await client.NextTextAsync()).Contains("complete", StringComparison.Ordinal))
            {
            }
        }
        await client.SendCloseAsync(1000);
        await client.NextCloseAsync();
        var session = await gateway.Observer.SessionAsync();
        Assert.Equal(("T6", SocketProtocol.Tts, 3), (session.Socket.Contract, session.Protocol, session.Results));
        var used = new[] { await gateway.Observer.SynthesisAsync(), await gateway.Observer.SynthesisAsync(), await gateway.Observer.SynthesisAsync() };
        await waves.Books.WaitForIdleAsync();
        Assert.Equal(waves.Books.Work.Characters, used.Sum(u => u.Characters));
        Assert.Equal(waves.Books.Work.CodePoints, used.Sum(u => u.CodePoints));
        Assert.Equal(waves.Books.Work.AudioOutMs, used.Sum(u => u.AudioBytes) / (2.0 * 16_000) * 1000, 0.5);
        Assert.All(used, u => Assert.Equal((1, WorkEnd.Completed), (u.UpstreamRequests, u.End)));
    }

    private static string Speak(string text) => $$"""{"voice_id":"magnus","text":"{{text}}","sample_rate":16000}""";

    private const string Complete = """{"session_id":"ws_1","request_id":"task_1","status":"complete"}""";

    private static async Task<(FramePeer Client, UpstreamCall Call)> OpenAsync(RelayUnderTest gateway, RawUpstream raw, bool http2)
    {
        var client = await gateway.OpenAsync(Path, http2);
        return (client, await raw.CallAsync());
    }

    private static async Task CloseAsync(FramePeer client, UpstreamCall call)
    {
        await client.SendCloseAsync(1000);
        await call.Peer.AnswerCloseAsync();
        await client.NextCloseAsync();
    }
}
