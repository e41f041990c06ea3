using System.Text;
using Gateway.RequestPath;

namespace Gateway.Forwarding;

/// <summary>
/// An upstream that breaks is told apart from one that ends: before the answer by a status, within it by a cut that no
/// client can take for the end, in an event stream by the event that its dialect has for it (waves-api 5.1, 5.2).
/// </summary>
public sealed class BrokenUpstreamTests(RawFixture fixture) : IClassFixture<RawFixture>
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nContent-Type: {0}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";

    public enum Break
    {
        Finish,
        Reset,
        Garbage,
    }

    [Theory]
    [InlineData(WireProtocol.Http1, Break.Finish)]
    [InlineData(WireProtocol.Http1, Break.Reset)]
    [InlineData(WireProtocol.Http1, Break.Garbage)]
    [InlineData(WireProtocol.Http2, Break.Finish)]
    [InlineData(WireProtocol.Http2, Break.Reset)]
    [InlineData(WireProtocol.Http2, Break.Garbage)]
    public async Task BeforeTheAnswer_IsBadGateway(WireProtocol protocol, Break how)
    {
        var answering = RowCall.Of("T1").SendAsync(fixture.Gateway, protocol);
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.ReadBodyAsync();
        await BreakAsync(exchange, how);

        var answer = await answering;

        Assert.Equal(502, answer.Status);
        Assert.Equal("upstream_unreachable", answer.Header("X-Gateway-Error"));
        Assert.Equal("""{"error":"BadGateway","message":"The speech service could not be reached."}""", answer.Body);
    }

    [Theory]
    [InlineData("T1")]
    [InlineData("S1")]
    [InlineData("V1")]
    [InlineData("P1")]
    public async Task BeforeTheAnswer_NothingIsSentTwice(string row)
    {
        // The second request finds a pooled connection, which is the case that clients repeat by themselves.
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Address);
        var first = RowCall.Of(row).SendAsync(gateway, WireProtocol.Http1);
        using var exchange = await upstream.NextAsync();
        await exchange.ReadBodyAsync();
        await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        Assert.Equal(200, (await first).Status);

        var second = RowCall.Of(row).SendAsync(gateway, WireProtocol.Http1);
        await exchange.ReadHeadAsync();
        await exchange.ReadBodyAsync();
        exchange.Reset();

        Assert.Equal(502, (await second).Status);
        Assert.Equal(1, upstream.Connections);
    }

    [Theory]
    [InlineData(WireProtocol.Http1, Break.Finish)]
    [InlineData(WireProtocol.Http1, Break.Reset)]
    [InlineData(WireProtocol.Http2, Break.Finish)]
    [InlineData(WireProtocol.Http2, Break.Reset)]
    public async Task WithinAChunkedAnswer_IsACut(WireProtocol protocol, Break how)
    {
        using var answer = await AnswerAsync("T1", protocol, how, "audio/wav", "RIFF");

        var stream = await answer.Content.ReadAsStreamAsync(Patience.Token);
        await stream.ReadExactlyAsync(new byte[4], Patience.Token);

        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null, Patience.Token));
    }

    [Fact]
    public async Task WithinAChunkedAnswer_NoLastChunkIsWritten()
    {
        await using var client = await fixture.Gateway.ConnectRawAsync();
        await client.SendAsync($"GET /waves/v1/of/tomorrow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\n\r\n");
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.SendAsync(string.Format(null, Chunked, "audio/wav"));
        await exchange.SendChunkAsync("RIFF");
        await client.ReadUntilAsync("RIFF");
        exchange.Finish();

        var answer = await ReadToEndAsync(client);

        Assert.DoesNotContain("0\r\n\r\n", answer);
    }

    [Theory]
    [InlineData(WireProtocol.Http1, Break.Finish)]
    [InlineData(WireProtocol.Http1, Break.Reset)]
    [InlineData(WireProtocol.Http2, Break.Finish)]
    [InlineData(WireProtocol.Http2, Break.Reset)]
    public async Task WithinACountedAnswer_IsACut(WireProtocol protocol, Break how)
    {
        var answering = StartAsync("T1", protocol);
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.ReadBodyAsync();
        await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 100\r\n\r\nRIFF");
        using var answer = await answering;
        var stream = await answer.Content.ReadAsStreamAsync(Patience.Token);
        await stream.ReadExactlyAsync(new byte[4], Patience.Token);
        await BreakAsync(exchange, how);

        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null, Patience.Token));
    }

    [Theory]
    [InlineData("T2", WireProtocol.Http1, Break.Finish)]
    [InlineData("T2", WireProtocol.Http1, Break.Reset)]
    [InlineData("T2", WireProtocol.Http2, Break.Reset)]
    [InlineData("T5", WireProtocol.Http1, Break.Finish)]
    [InlineData("R-lightning-stream", WireProtocol.Http1, Break.Finish)]
    public async Task WithinSpeechEvents_IsSaidAndNeverDone(string row, WireProtocol protocol, Break how)
    {
        const string Event = "event: audio\ndata: {\"audio\":\"AAA=\",\"done\":false,\"status\":\"206\"}\n\n";
        using var answer = await AnswerAsync(row, protocol, how, "text/event-stream", Event);

        Assert.Equal(
            Event + "event: error\ndata: {\"status\":\"500\",\"error\":\"BadGateway\",\"message\":\"The speech service closed the stream early.\",\"done\":false}\n\n",
            await answer.Content.ReadAsStringAsync(Patience.Token));
    }

    [Theory]
    [InlineData("L1", WireProtocol.Http1, Break.Finish)]
    [InlineData("L1", WireProtocol.Http2, Break.Finish)]
    [InlineData("L1", WireProtocol.Http1, Break.Reset)]
    [InlineData("R-chat-completions", WireProtocol.Http1, Break.Finish)]
    public async Task WithinChatEvents_IsSaidWithoutDone(string row, WireProtocol protocol, Break how)
    {
        const string Event = "data: {\"choices\":[]}\n\n";
        using var answer = await AnswerAsync(row, protocol, how, "text/event-stream; charset=utf-8", Event);

        var id = answer.Headers.GetValues("X-Gateway-Request-Id").Single();
        Assert.Equal(
            Event + $"data: {{\"error\":{{\"message\":\"The model stopped answering.\",\"type\":\"api_error\",\"request_id\":\"{id}\"}}}}\n\n",
            await answer.Content.ReadAsStringAsync(Patience.Token));
    }

    [Fact]
    public async Task WithinEvents_TheIdIsThatOfTheHead()
    {
        using var answer = await AnswerAsync("L1", WireProtocol.Http1, Break.Finish, "text/event-stream\r\nX-Request-Id: of-the-upstream", "data: {}\n\n");

        Assert.Equal("of-the-upstream", answer.Headers.GetValues("X-Request-Id").Single());
        Assert.Contains("\"request_id\":\"of-the-upstream\"", await answer.Content.ReadAsStringAsync(Patience.Token));
    }

    [Fact]
    public async Task WithinCompressedEvents_NothingIsSaidAndTheCutShows()
    {
        using var answer = await AnswerAsync("L1", WireProtocol.Http1, Break.Finish, "text/event-stream\r\nContent-Encoding: gzip", "compressed");

        var cut = await Record.ExceptionAsync(() => answer.Content.ReadAsStringAsync(Patience.Token));

        Assert.True(cut is HttpRequestException or IOException, cut?.ToString() ?? "nothing showed");
    }

    [Theory]
    [InlineData("data: {\"choi", "data: {\"choi\n\n")]
    [InlineData("data: {}\n", "data: {}\n\n\n")]
    [InlineData("data: {}\n\n", "data: {}\n\n")]
    public async Task WithinAnEvent_OurEventStandsApart(string came, string before)
    {
        using var answer = await AnswerAsync("L1", WireProtocol.Http1, Break.Finish, "text/event-stream", came);

        var text = await answer.Content.ReadAsStringAsync(Patience.Token);

        Assert.StartsWith(before + "data: {\"error\":{", text);
        Assert.DoesNotContain("[DONE]", text);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task WithinUnknownEvents_IsSaid(WireProtocol protocol)
    {
        using var answer = await AnswerAsync("passthrough", protocol, Break.Finish, "text/event-stream", "data: {}\n\n");

        Assert.Equal(
            "data: {}\n\nevent: error\ndata: {\"error\":\"The upstream service ended its answer early.\"}\n\n",
            await answer.Content.ReadAsStringAsync(Patience.Token));
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Silent_BeforeTheAnswer_IsGatewayTimeout(WireProtocol protocol)
    {
        var answering = RowCall.Of("T1").SendAsync(fixture.Gateway, protocol);
        using var exchange = await fixture.Upstream.NextAsync();

        var answer = await answering;

        Assert.Equal(504, answer.Status);
        Assert.Equal("upstream_timeout", answer.Header("X-Gateway-Error"));
        Assert.Equal("""{"error":"GatewayTimeout","message":"The speech service did not answer in time."}""", answer.Body);
        await exchange.WaitForEndAsync();
    }

    [Fact]
    public async Task Silent_WithinSpeechEvents_IsSaid()
    {
        var answering = StartAsync("T2", WireProtocol.Http1);
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.SendAsync(string.Format(null, Chunked, "text/event-stream"));
        using var answer = await answering;

        Assert.Equal(
            "event: error\ndata: {\"status\":\"500\",\"error\":\"GatewayTimeout\",\"message\":\"The speech service did not answer in time.\",\"done\":false}\n\n",
            await answer.Content.ReadAsStringAsync(Patience.Token));
        await exchange.WaitForEndAsync();
    }

    [Fact]
    public async Task Silent_WithinAudio_IsACut()
    {
        var answering = StartAsync("T1", WireProtocol.Http1);
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 100\r\n\r\nRIFF");
        using var answer = await answering;

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer.Content.ReadAsByteArrayAsync(Patience.Token));
        await exchange.WaitForEndAsync();
    }

    [Fact]
    public async Task Break_IsTheUpstreamsInTheLogs()
    {
        using var answer = await AnswerAsync("T2", WireProtocol.Http1, Break.Reset, "text/event-stream", "data: {}\n\n");
        await answer.Content.ReadAsStringAsync(Patience.Token);

        Assert.Contains(fixture.Gateway.Logs.GetSnapshot(), record => record.Id.Name == "StreamBroke" && record.Message.Contains("T2", StringComparison.Ordinal));
        Assert.DoesNotContain(fixture.Gateway.Logs.GetSnapshot(), record => record.Id.Name == "Unhandled");
    }

    private async Task<HttpResponseMessage> StartAsync(string row, WireProtocol protocol)
    {
        var call = RowCall.Of(row);
        var request = new HttpRequestMessage(call.Method, call.Target) { Content = call.Content() };
        return await fixture.Gateway.Client(protocol).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
    }

    /// <summary>Gives the head of an answer whose body breaks once so much of it has arrived here.</summary>
    private async Task<HttpResponseMessage> AnswerAsync(string row, WireProtocol protocol, Break how, string type, string body)
    {
        var answering = StartAsync(row, protocol);
        var exchange = await fixture.Upstream.NextAsync();
        await exchange.ReadBodyAsync();
        await exchange.SendAsync(string.Format(null, Chunked, type));
        await exchange.SendChunkAsync(body);
        var answer = await answering;
        // A reset overtakes what was sent before it: it comes only once the gateway has passed that on.
        var head = new byte[Encoding.UTF8.GetByteCount(body)];
        var stream = await answer.Content.ReadAsStreamAsync(Patience.Token);
        await stream.ReadExactlyAsync(head, Patience.Token);
        await BreakAsync(exchange, how);
        return Replayed(answer, head, stream);
    }

    /// <summary>The answer with what was read of it put back in front.</summary>
    private static HttpResponseMessage Replayed(HttpResponseMessage answer, byte[] head, Stream rest)
    {
        answer.Content = new StreamContent(new PrefixedStream(head, rest));
        return answer;
    }

    private static async Task BreakAsync(RawExchange exchange, Break how)
    {
        switch (how)
        {
            case Break.Finish:
                exchange.Finish();
                break;
            case Break.Reset:
                exchange.Reset();
                break;
            case Break.Garbage:
                await exchange.SendAsync("this is no HTTP\r\n\r\n");
                exchange.Finish();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how));
        }
    }

    private static async Task<string> ReadToEndAsync(RawClient client)
    {
        var text = new StringBuilder();
        try
        {
            while (await client.ReadSomeAsync() is { Length: > 0 } some)
                text.Append(some);
        }
        catch (IOException)
        {
            // A reset ends it as well as a FIN.
        }
        return text.ToString();
    }
}
