using Gateway.Policies.Contracts;
using Gateway.Policies.Usage;
using Gateway.RequestPath;
using Microsoft.Extensions.DependencyInjection;
using Waves.Simulator.Faults;

namespace Gateway.Metering;

/// <summary>Each admitted piece of work makes one record, on whatever row and however it ends; nothing else makes any.</summary>
public sealed class OneRecordTests : IClassFixture<MeteredFixture>
{
    private readonly MeteredFixture _fixture;

    public OneRecordTests(MeteredFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    private RecordedUsage Usage => _fixture.Usage;

    [Theory]
    [MemberData(nameof(Rows.Calls), MemberType = typeof(Rows))]
    public async Task Call_ThatReachedTheUpstream_MakesOne(string row)
    {
        var contract = WavesContracts.Find(row)!;
        var answer = await RowCall.Of(row).SendAsync(_fixture.Gateway, WireProtocol.Http1);

        if (answer.Header("X-Gateway-Error") is null && contract.LimitGroup is not LimitGroup.None)
        {
            var record = await Usage.NextAsync();
            Assert.Equal((row, "billing", "key_meter", "main"), (record.Contract, record.Team, record.KeyId, record.Account));
            Assert.Equal(answer.Status, record.UpstreamStatus);
            Assert.Equal(answer.Status < 400 ? UsageOutcome.Completed : UsageOutcome.UpstreamError, record.Outcome);
            Assert.Equal(1, record.Amounts.Requests);
            Assert.True(record.IsComplete);
        }
        await _fixture.Waves.Books.WaitForIdleAsync(Patience.Token);
        Assert.True(Usage.IsDrained);
    }

    [Fact]
    public async Task SpeechSocket_MakesOneForEachSynthesis()
    {
        using (var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live")))
        {
            foreach (var text in new[] { "First.", "Second 😀." })
            {
                await socket.SendAsync("""{"text":" ","voice_id":"magnus"}""");
                await socket.SendAsync($$"""{"text":"{{text}}","voice_id":"meher","model":"lightning_v3.1_pro"}""");
                await socket.ReceiveUntilAsync("status", "complete");
                var record = await Usage.NextAsync();
                Assert.Equal(("T3", text.Length, UsageOutcome.Completed, UsageSource.Counted), (record.Contract, (int)record.Amounts.Characters, record.Outcome, record.Source));
                Assert.Equal(("lightning-v3.1-pro", "meher"), (record.Model, record.Voice));
                Assert.True(record.Amounts.AudioOutMilliseconds > 0);
            }
            await socket.CloseAsync();
        }
        await _fixture.Waves.Books.WaitForIdleAsync(Patience.Token);
        Assert.True(Usage.IsDrained);
    }

    [Theory]
    [InlineData("S2", "/waves/v1/stt/live?model=pulse&language=en&sample_rate=16000")]
    [InlineData("S4", "/waves/v1/pulse/get_text?language=en&sample_rate=16000")]
    public async Task TranscriptionSocket_MakesOne(string row, string path)
    {
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(WireProtocol.Http2, path));
        for (var i = 0; i < 20; i++)
            await socket.SendAsync(new byte[1600]);
        await socket.SendAsync("""{"type":"close_stream"}""");
        await socket.ReceiveAllAsync();
        await socket.AnswerCloseAsync();

        var record = await Usage.NextAsync();
        Assert.Equal((row, 1000L, UsageOutcome.Completed), (record.Contract, record.Amounts.AudioInMilliseconds, record.Outcome));
        Assert.True(Usage.IsDrained);
    }

    [Fact]
    public async Task RefusedHandshake_OfASession_MakesOne()
    {
        _fixture.Waves.Faults.Add(Fault.Answer(503).On("S2").Once());

        await RowCall.Of("S2").SendAsync(_fixture.Gateway, WireProtocol.Http1);

        var record = await Usage.NextAsync();
        Assert.Equal(("S2", UsageOutcome.UpstreamError, 503), (record.Contract, record.Outcome, record.UpstreamStatus));
        Assert.True(Usage.IsDrained);
    }

    [Fact]
    public async Task RefusedCall_MakesNone()
    {
        var answer = await RowCall.Of("T1").WithJson("""{"voice_id":"magnus"}""").SendAsync(_fixture.Gateway, WireProtocol.Http1);

        Assert.Equal(400, answer.Status);
        Assert.True(Usage.IsDrained);
    }

    [Fact]
    public async Task BrokenStream_IsEstimatedFromWhatPassed()
    {
        _fixture.Waves.Faults.Add(Fault.ResetAfter(3000).On("T2").Once());

        await RowCall.Of("T2").SendAsync(_fixture.Gateway, WireProtocol.Http1);

        var record = await Usage.NextAsync();
        Assert.Equal((UsageOutcome.Broken, UsageSource.Estimated, false), (record.Outcome, record.Source, record.IsComplete));
        Assert.Equal("Hello.".Length, record.Amounts.Characters);
    }

    [Theory]
    [MemberData(nameof(Leavings))]
    public async Task CallerThatLeaves_IsAccountedWhatWasForwarded(Leaving leaving)
    {
        await using var upstream = new RawUpstream();
        var usage = new RecordedUsage();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Address, setup => setup.Services = services => services.AddSingleton<IUsageSink>(usage));
        await using var caller = new Forwarding.Leaver(gateway, Forwarding.CallerLeavesTests.Way.Http1Reset);
        await caller.StartAsync("POST", "/waves/v1/tts/live", """{"text":"Hello.","voice_id":"magnus"}""");
        using var exchange = await upstream.NextAsync();
        await exchange.ReadBodyAsync();
        if (leaving is Leaving.WithinTheAnswer)
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            await exchange.SendChunkAsync("data: {\"audio\":\"AAA=\"}\n\n");
            await caller.ReadUntilAsync("AAA=");
        }

        caller.Leave();

        var record = await usage.NextAsync();
        Assert.Equal((UsageOutcome.CallerLeft, UsageSource.Estimated), (record.Outcome, record.Source));
        Assert.Equal(6, record.Amounts.Characters);
        Assert.Equal(leaving is Leaving.WithinTheAnswer ? 200 : 0, record.UpstreamStatus);
    }

    [Fact]
    public async Task UnreachableUpstream_CostsNothing()
    {
        var usage = new RecordedUsage();
        Uri nowhere;
        await using (var upstream = new RawUpstream())
            nowhere = upstream.Address;
        await using var gateway = await GatewayUnderTest.StartAsync(nowhere, setup => setup.Services = services => services.AddSingleton<IUsageSink>(usage));

        await RowCall.Of("T1").SendAsync(gateway, WireProtocol.Http1);

        var record = await usage.NextAsync();
        Assert.Equal((UsageOutcome.Unreachable, 0L, 1L), (record.Outcome, record.Amounts.Characters, record.Amounts.Requests));
    }

    public enum Leaving
    {
        BeforeTheAnswer,
        WithinTheAnswer,
    }

    public static TheoryData<Leaving> Leavings { get; } = [.. Enum.GetValues<Leaving>()];
}
