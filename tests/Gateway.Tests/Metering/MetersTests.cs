using System.Net;
using Gateway.Policies.Usage;
using Gateway.RequestPath;
using Gateway.Simulator;
using Microsoft.Extensions.DependencyInjection;
using Waves.Simulator.Faults;

namespace Gateway.Metering;

/// <summary>What the records say is what the upstream's own books say.</summary>
public sealed class MetersTests : IClassFixture<MeteredFixture>
{
    private const string Chat = """{"model":"electron","messages":[{"role":"user","content":"Is there a room on Saturday? Für zwei 😀."}]""";

    private readonly MeteredFixture _fixture;

    public MetersTests(MeteredFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    [Theory]
    [InlineData("pcm", true)]
    [InlineData("wav", true)]
    [InlineData("ulaw", true)]
    [InlineData("alaw", true)]
    [InlineData("mp3", true)]
    [InlineData("pcm", false)]
    [InlineData("mp3", false)]
    public async Task Speech_IsMeasured(string format, bool whole)
    {
        await RowCall.Of(whole ? "T1" : "T2")
            .WithJson($$"""{"text":"The quick brown fox 😀.","voice_id":"magnus","output_format":"{{format}}","sample_rate":24000}""")
            .SendAsync(_fixture.Gateway, WireProtocol.Http2);

        var record = await _fixture.Usage.NextAsync();
        var books = _fixture.Waves.Books.Work;
        Assert.Equal((books.Characters, books.CodePoints), (record.Amounts.Characters, record.Amounts.CodePoints));
        Assert.Equal((long)(books.AudioOutMs + 0.001), record.Amounts.AudioOutMilliseconds);
        Assert.Equal((UsageOutcome.Completed, UsageSource.Counted), (record.Outcome, record.Source));
        Assert.NotNull(record.ToFirstContent);
    }

    [Theory]
    [InlineData(Chat + "}", UsageSource.Upstream)]
    [InlineData(Chat + ""","stream":true}""", UsageSource.Upstream)]
    [InlineData(Chat + ""","stream":true,"stream_options":{"include_usage":true}}""", UsageSource.Upstream)]
    [InlineData(Chat + ""","stream":true,"stream_options":{"include_usage":false}}""", UsageSource.Upstream)]
    public async Task Tokens_AreWhatTheUpstreamSays(string body, UsageSource source)
    {
        await RowCall.Of("L1").WithJson(body).SendAsync(_fixture.Gateway, WireProtocol.Http1);

        var record = await _fixture.Usage.NextAsync();
        var books = _fixture.Waves.Books.Work;
        Assert.Equal((books.PromptTokens, books.CachedTokens, books.CompletionTokens), (record.Amounts.PromptTokens, record.Amounts.CachedTokens, record.Amounts.CompletionTokens));
        Assert.True(record.Amounts.CompletionTokens > 0);
        Assert.Equal((source, "electron"), (record.Source, record.Model));
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Stream_OfACallerWhoDidNotAsk_IsByteForByteWhatTheUpstreamSaysWithoutFigures(WireProtocol protocol)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Address, setup => setup.Services = services => services.AddSingleton<IUsageSink>(new RecordedUsage()));
        var plain = await File.ReadAllTextAsync(RepositoryFiles.PathOf("tests/Gateway.Tests/Metering/chat-stream.sse"), Patience.Token);
        var figures = plain.IndexOf("data: [DONE]", StringComparison.Ordinal);
        var asked = plain.Insert(figures, """data: {"id":"c","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":14,"completion_tokens":6,"total_tokens":20}}""" + "\n\n");

        var call = RowCall.Of("L1").WithJson(Chat + ""","stream":true}""").SendAsync(gateway, protocol);
        using var exchange = await upstream.NextAsync();
        var sent = await exchange.ReadBodyAsync();
        await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (var piece in asked.Chunk(37))
            await exchange.SendChunkAsync(new string(piece));
        await exchange.SendAsync("0\r\n\r\n");

        Assert.Equal(plain, (await call).Body);
        Assert.Contains("""
            "stream":true,"stream_options":{"include_usage":true}}
            """.Trim(), System.Text.Encoding.UTF8.GetString(sent.Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S1", "?model=pulse&language=en")]
    [InlineData("S1", "?model=pulse-pro&language=en")]
    [InlineData("S3", "")]
    public async Task Recording_IsAsLongAsTheUpstreamSays(string row, string query)
    {
        await (RowCall.Of(row) with { Query = query, Content = () => RowCall.Audio(Sounds.Wav(2.5)) }).SendAsync(_fixture.Gateway, WireProtocol.Http1);

        var record = await _fixture.Usage.NextAsync();
        Assert.Equal((2500, UsageSource.Upstream), (record.Amounts.AudioInMilliseconds, record.Source));
        Assert.Equal(Sounds.Wav(2.5).Length, record.Amounts.BytesIn);
    }

    [Fact]
    public async Task Recording_AnsweredByWebhook_IsAsLongAsItsHeaderSays()
    {
        await (RowCall.Of("S1") with { Query = "?model=pulse-pro&language=en&webhook_url=https://files.example/hook", Content = () => RowCall.Audio(Sounds.Wav(2.5)) }).SendAsync(_fixture.Gateway, WireProtocol.Http1);

        var record = await _fixture.Usage.NextAsync();
        Assert.Equal((2500, UsageSource.Counted), (record.Amounts.AudioInMilliseconds, record.Source));
    }

    [Fact]
    public async Task ChatStream_ThatBreaks_IsEstimatedByItsDeltas()
    {
        _fixture.Waves.Faults.Add(Fault.ResetAfter(900).On("L1").Once());

        await RowCall.Of("L1").WithJson(Chat + ""","stream":true}""").SendAsync(_fixture.Gateway, WireProtocol.Http1);

        var record = await _fixture.Usage.NextAsync();
        Assert.Equal((UsageOutcome.Broken, UsageSource.Estimated), (record.Outcome, record.Source));
        Assert.True(record.Amounts is { CompletionTokens: > 0, PromptTokens: > 0 }, record.ToString());
    }

    [Theory]
    [InlineData("P1", 13)]
    [InlineData("P2", 10)]
    [InlineData("X1", 13)]
    public async Task Analysis_CountsItsText(string row, int characters)
    {
        await RowCall.Of(row).SendAsync(_fixture.Gateway, WireProtocol.Http1);

        var record = await _fixture.Usage.NextAsync();
        Assert.Equal(characters, record.Amounts.Characters);
        Assert.Equal(_fixture.Waves.Books.Work.Characters, record.Amounts.Characters);
    }

    [Fact]
    public async Task RefusedSpeech_CostsNothing()
    {
        _fixture.Waves.Faults.Add(Fault.Answer(500).On("T1").Once());

        var answer = await RowCall.Of("T1").SendAsync(_fixture.Gateway, WireProtocol.Http1);

        var record = await _fixture.Usage.NextAsync();
        Assert.Equal((HttpStatusCode)500, (HttpStatusCode)answer.Status);
        Assert.Equal((0, 1), (record.Amounts.Characters, record.Amounts.Requests));
    }
}
