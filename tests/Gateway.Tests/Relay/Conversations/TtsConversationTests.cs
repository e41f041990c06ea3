using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Gateway.Admission;
using Gateway.Policies.Admission;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Policies.Validation;
using Gateway.Relay.Framing;
using Gateway.Relay.Pumping;
using Gateway.Relay.Sessions;
using Gateway.Relay.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Relay.Conversations;

public sealed class TtsConversationTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryAdmissionStore _store;
    private readonly RecordingObserver _observer = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly AdmissionMetrics _admissionMetrics;
    private readonly AdmissionRequest _socket;
    private readonly TtsConversation _talk;

    public TtsConversationTests()
    {
        _store = new MemoryAdmissionStore(new AdmissionRules(), _time);
        _admissionMetrics = new(_services.GetRequiredService<IMeterFactory>());
        _socket = Request("socket", slots: 1);
        _talk = Talk(_socket);
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Text_WhileNothingRuns_TakesAUnitAndGivesItBackAtComplete()
    {
        Assert.True(await SendAsync("Hello there."));
        Assert.Equal(1, await HeldAsync());
        Hear("task_1", 3200);
        Hear("task_1", 3200);
        await CompleteAsync();
        Assert.Equal(0, await HeldAsync());
        var usage = await _observer.SynthesisAsync();
        Assert.Equal((12, 12, 1, 6400), (usage.Characters, usage.CodePoints, usage.UpstreamRequests, usage.AudioBytes));
        Assert.Equal(200, usage.AudioMilliseconds);
        Assert.Equal(WorkEnd.Completed, usage.End);
        Assert.Equal("magnus", usage.Voice);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("")]
    [InlineData("\\n\\t ")]
    public async Task Text_WithNothingToSay_PassesAndTakesNothing(string text)
    {
        Assert.True(await SendAsync(text));
        Assert.Equal(0, await HeldAsync());
        await _talk.EndAsync(RelayEndReason.ClientGone);
        Assert.Equal(0, _observer.SynthesesWaiting);
    }

    /// <summary>The upstream's time-out comes first: its words are the ones that clients know.</summary>
    [Theory]
    [InlineData(0, 75)]
    [InlineData(5, 20)]
    [InlineData(3600, 3615)]
    public void IdleTimeout_IsTheUpstreamsOwnAndAGrace(int asked, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Talk(_socket, timeoutSeconds: asked).IdleTimeout);

    [Fact]
    public async Task Texts_SentWithoutWaiting_ShareOneUnitUntilTheTurnIsComplete()
    {
        Assert.True(await SendAsync("First the keys."));
        Assert.True(await SendAsync("Then the lights."));
        Assert.True(await SendAsync("Then the door."));
        Hear("task_1", 100);
        Hear("task_2", 100);
        Hear("task_3", 100);
        await CompleteAsync();
        Assert.Equal(0, await HeldAsync());
        var usage = await _observer.SynthesisAsync();
        Assert.Equal((45, 3), (usage.Characters, usage.UpstreamRequests));
    }

    [Fact]
    public async Task Complete_ForEachOfSeveralTexts_KeepsTheUnitUntilTheLast()
    {
        await SendAsync("One.");
        await SendAsync("Two.");
        Hear("task_1", 100);
        await CompleteAsync();
        Assert.Equal(1, await HeldAsync());
        Hear("task_2", 100);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await HeldAsync());
        await CompleteAsync();
        Assert.Equal(0, await HeldAsync());
        Assert.Equal(2, (await _observer.SynthesisAsync()).UpstreamRequests);
    }

    [Fact]
    public async Task Complete_OfTextsThatTheUpstreamJoined_FreesTheUnitSoon()
    {
        await SendAsync("One.");
        await SendAsync("Two.");
        Hear("task_1", 100);
        await CompleteAsync();
        _time.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Equal(1, await HeldAsync());
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(0, await HeldAsync());
        Assert.Equal(WorkEnd.Completed, (await _observer.SynthesisAsync()).End);
    }

    [Fact]
    public async Task Text_SentAsCompleteIsOnItsWay_KeepsTheUnitForItsAnswer()
    {
        await SendAsync("One.");
        Hear("task_1", 100);
        await SendAsync("Two.");
        await CompleteAsync();
        Assert.Equal(1, await HeldAsync());
        Hear("task_2", 100);
        await CompleteAsync();
        Assert.Equal(0, await HeldAsync());
    }

    [Fact]
    public async Task Tokens_OfAContinuedText_AreOneTurn()
    {
        foreach (var token in new[] { "Good", " evening,", " how", " can", " I", " help?" })
            Assert.True(await SendAsync(token, more: true));
        Assert.True(await SendAsync("", more: false, flush: true));
        Hear("task_1", 100);
        await CompleteAsync();
        Assert.Equal(0, await HeldAsync());
        Assert.Equal(29, (await _observer.SynthesisAsync()).Characters);

        Assert.True(await SendAsync("Sure.", more: true));
        Assert.Equal(1, await HeldAsync());
    }

    [Fact]
    public async Task Error_OfTheUpstream_EndsWhatRuns()
    {
        await SendAsync("One.");
        Say("""{"status":"error","message":"no","error":{"message":"no","code":"concurrency_limit_reached"}}""", out var attends);
        Assert.True(attends);
        await _talk.UpstreamWatch.AttendAsync();
        Assert.Equal(0, await HeldAsync());
        var usage = await _observer.SynthesisAsync();
        Assert.Equal((WorkEnd.UpstreamError, "concurrency_limit_reached"), (usage.End, usage.UpstreamError));
    }

    [Fact]
    public async Task Text_WhenThePlanIsFull_IsRefusedWithItsIdsAndTakesNothing()
    {
        var other = Talk(Request("other", slots: 1));
        Assert.True(await SendAsync("Mine.", on: other));
        var judged = Judge("""{"voice_id":"magnus","text":"Second.","session_id":"call-1","request_id":"turn-9"}""");
        Assert.True(judged.Waits);
        var verdict = await _talk.WaitAsync(CancellationToken.None);
        Assert.Equal(ErrorKind.ConcurrencyLimited, verdict.Refusal?.Kind);
        Assert.Equal(1, await HeldAsync());

        var frame = new ArrayBufferWriter<byte>();
        _talk.WriteError(frame, verdict.Refusal!);
        using var json = JsonDocument.Parse(frame.WrittenMemory);
        Assert.Equal("turn-9", json.RootElement.GetProperty("external_request_id").GetString());
        Assert.Equal("concurrency_limit_reached", json.RootElement.GetProperty("error").GetProperty("code").GetString());
        await _talk.EndAsync(RelayEndReason.ClientGone);
        Assert.Equal(0, _observer.SynthesesWaiting);
    }

    [Theory]
    [InlineData("""{"voice_id":"magnus","text":"x","sample_rate":12345}""", ErrorKind.Invalid)]
    [InlineData("""{"text":"x"}""", ErrorKind.Invalid)]
    [InlineData("not json", ErrorKind.Malformed)]
    public void Frame_ThatBreaksARule_IsRefused(string frame, ErrorKind kind)
    {
        var refusal = Judge(frame).Refusal;
        Assert.Equal(kind, refusal?.Kind);
    }

    [Theory]
    [InlineData("""{"voice_id":"magnus","text":"x","model":"lightning_v3.1_pro"}""")]
    [InlineData("""{"voice_id":"other","text":"x","model":"lightning_v3.1"}""")]
    public void Frame_BeyondTheKeysScopes_IsRefused(string frame)
    {
        var talk = Talk(_socket, new KeyScopes { Models = ["lightning-v3.1"], Voices = ["magnus"] });
        Assert.Equal(ErrorKind.Forbidden, talk.Judge(Encoding.UTF8.GetBytes(frame), true, frame.Length).Refusal?.Kind);
    }

    [Fact]
    public void Frame_TooLongToRead_IsRefusedToAKeyForSomeModelsOrVoices()
    {
        foreach (var scopes in new KeyScopes[] { new() { Models = ["lightning-v3.1"] }, new() { Voices = ["magnus"] } })
        {
            var refusal = Talk(_socket, scopes).Judge("{\"text\":\"aaa"u8, false, 100_000).Refusal;
            Assert.Equal(GatewayErrors.MessageTooLarge(RelayLimits.MaxJudgedTextBytes), refusal);
        }
    }

    [Fact]
    public void Frame_ThatIsNotUtf8_IsNoText() => Assert.True(_talk.Judge([0x7B, 0xFF, 0x7D], true, 3).IsNotText);

    [Fact]
    public async Task Text_TooLongToRead_TakesAUnitAndIsEstimated()
    {
        Assert.True(_talk.Judge("{\"text\":\"aaa"u8, false, 100_000).Waits);
        Assert.True((await _talk.WaitAsync(CancellationToken.None)).Goes);
        Assert.True(_talk.Passes());
        Assert.Equal(1, await HeldAsync());
        await _talk.EndAsync(RelayEndReason.ClientGone);
        var usage = await _observer.SynthesisAsync();
        Assert.True(usage.IsEstimated);
        Assert.Equal(100_000, usage.Characters);
    }

    [Fact]
    public async Task End_WhileSomethingRuns_GivesTheUnitBackAndAccountsForIt()
    {
        await SendAsync("One.");
        Hear("task_1", 100);
        _talk.UpstreamWatch.Begins(Opcode.Text);
        _talk.UpstreamWatch.Passes(Encoding.UTF8.GetBytes("{\"request_id\":\"task_1\",\"status\":\"chunk\",\"data\":{\"audio\":\"" + new string('A', 400)));
        await _talk.EndAsync(RelayEndReason.ClientGone);
        Assert.Equal(0, await HeldAsync());
        var usage = await _observer.SynthesisAsync();
        Assert.Equal((WorkEnd.Cut, 100 + 300), (usage.End, usage.AudioBytes));
    }

    [Fact]
    public async Task Withdraw_BeforeAnAdmittedTextWentOn_GivesEverythingBack()
    {
        Assert.True(Judge("""{"voice_id":"magnus","text":"x"}""").Waits);
        Assert.True((await _talk.WaitAsync(CancellationToken.None)).Goes);
        Assert.Equal(1, await HeldAsync());
        await _talk.WithdrawAsync();
        Assert.Equal(0, await HeldAsync());
        Assert.Equal(0, _observer.SynthesesWaiting);
    }

    [Fact]
    public async Task Text_LetInWhenTheUpstreamIsGone_DoesNotBegin()
    {
        Assert.True(Judge("""{"voice_id":"magnus","text":"x"}""").Waits);
        Assert.True((await _talk.WaitAsync(CancellationToken.None)).Goes);
        await _talk.UpstreamGoneAsync(RelayEndReason.UpstreamGone);
        Assert.False(_talk.Passes());
        await _talk.WithdrawAsync();
        Assert.Equal(0, await HeldAsync());
        Assert.Equal(0, _observer.SynthesesWaiting);
    }

    [Fact]
    public void Drain_WhileNothingRuns_IsAtRestAtOnce()
    {
        var rested = 0;
        _talk.Drain(() => rested++);
        Assert.Equal(1, rested);
        Assert.Equal(ErrorKind.Unavailable, Judge("""{"voice_id":"magnus","text":"x"}""").Refusal?.Kind);
    }

    [Fact]
    public async Task Drain_WhileSomethingRuns_IsAtRestWhenItsEndHasGoneOn()
    {
        var rested = 0;
        await SendAsync("One.");
        _talk.Drain(() => rested++);
        Hear("task_1", 100);
        await CompleteAsync();
        Assert.Equal(0, rested);
        _talk.UpstreamWatch.HasPassed();
        Assert.Equal(1, rested);
    }

    [Fact]
    public async Task Audio_ThatNobodyAskedFor_IsCountedApart()
    {
        Hear("task_1", 100);
        await _talk.EndAsync(RelayEndReason.ClientGone);
        var account = _talk.Account(new SessionUsage { Socket = Info, Protocol = SocketProtocol.Tts });
        Assert.Equal(100, account.OutputAudioBytes);
    }

    [Fact]
    public async Task FirstAudioGapAndUnderrun_AreThoseAListenerHears()
    {
        await SendAsync("One.");
        _time.Advance(TimeSpan.FromMilliseconds(180));
        Hear("task_1", 3200);
        _time.Advance(TimeSpan.FromMilliseconds(150));
        Hear("task_1", 3200);
        await CompleteAsync();
        var usage = await _observer.SynthesisAsync();
        Assert.Equal(TimeSpan.FromMilliseconds(180), usage.ToFirstAudio);
        Assert.Equal(TimeSpan.FromMilliseconds(150), usage.LongestGap);
        Assert.Equal(TimeSpan.FromMilliseconds(50), usage.Underrun);
    }

    private static RelaySessionInfo Info => new() { Id = "sock_1", Contract = "T3", Served = WavesContracts.Find("T3")!, Account = "main", Since = DateTimeOffset.UnixEpoch };

    private static AdmissionRequest Request(string id, int slots) => new()
    {
        Id = id,
        Account = "main",
        Team = "apps",
        Units = AdmissionUnits.Socket,
        Levels = [new AdmissionLevel(LimitLevel.Account, "tts", new LimitSet { Slots = slots })],
    };

    private TtsConversation Talk(AdmissionRequest socket, KeyScopes? scopes = null, int timeoutSeconds = 0) => new(new ConversationSetup
    {
        Contract = WavesContracts.Find("T3")!,
        Info = Info,
        Key = new VirtualKey { Id = "key_1", Team = "apps", Scopes = scopes ?? KeyScopes.All },
        Fence = new(null),
        Admission = new CapacityLease(_store, socket, default, default, new()),
        Facts = new BodyFacts { TimeoutSeconds = timeoutSeconds },
        Options = new RelayOptions(),
        Store = _store,
        LateAfter = new AdmissionOptions().LateAfter,
        Shield = new(_store, _admissionMetrics, NullLogger<UpstreamShield>.Instance),
        AdmissionMetrics = _admissionMetrics,
        Metrics = new RelayMetrics(_services.GetRequiredService<IMeterFactory>()),
        Observer = _observer,
        Time = _time,
    });

    private GateVerdict Judge(string frame) => _talk.Judge(Encoding.UTF8.GetBytes(frame), true, frame.Length);

    /// <returns>Whether it went on.</returns>
    private async Task<bool> SendAsync(string text, bool more = false, bool flush = false, TtsConversation? on = null)
    {
        var talk = on ?? _talk;
        var frame = $$"""{"voice_id":"magnus","text":"{{text}}","sample_rate":16000,"continue":{{(more ? "true" : "false")}},"flush":{{(flush ? "true" : "false")}}}""";
        var verdict = talk.Judge(Encoding.UTF8.GetBytes(frame), true, frame.Length);
        if (verdict.Waits)
            verdict = await talk.WaitAsync(CancellationToken.None);
        if (verdict.Goes)
            Assert.True(talk.Passes());
        return verdict.Goes;
    }

    private void Hear(string request, int bytes)
    {
        Say($$$"""{"session_id":"ws_1","request_id":"{{{request}}}","status":"chunk","data":{"audio":"{{{Convert.ToBase64String(new byte[bytes])}}}"}}""", out var attends);
        Assert.False(attends);
    }

    private async Task CompleteAsync()
    {
        Say("""{"session_id":"ws_1","request_id":"task_1","status":"complete"}""", out var attends);
        Assert.True(attends);
        await _talk.UpstreamWatch.AttendAsync();
    }

    private void Say(string message, out bool attends)
    {
        Assert.True(_talk.UpstreamWatch.Begins(Opcode.Text));
        _talk.UpstreamWatch.Passes(Encoding.UTF8.GetBytes(message));
        attends = _talk.UpstreamWatch.Ends();
    }

    /// <summary>Slots of the pool that are taken.</summary>
    private async Task<int> HeldAsync()
    {
        var view = await _store.ViewAsync("main", CancellationToken.None);
        return view.Pools.FirstOrDefault(p => p.Id == "tts")?.Slots ?? 0;
    }
}
