using System.Text;
using Gateway.RequestPath;

namespace Gateway.Forwarding;

/// <summary>
/// Nothing waits in the gateway for what comes after it. Proven by order, not by the clock: each side sends its next
/// piece only when the other has told that it holds the last.
/// </summary>
public sealed class UnbufferedFlowTests(RawFixture fixture) : IClassFixture<RawFixture>
{
    public static TheoryData<string, WireProtocol> EventStreams
    {
        get
        {
            var data = new TheoryData<string, WireProtocol>();
            foreach (var id in new[] { "T2", "T5", "L1", "R-lightning-stream", "passthrough" })
            {
                data.Add(id, WireProtocol.Http1);
                data.Add(id, WireProtocol.Http2);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EventStreams))]
    public async Task Events_ArriveOneByOne(string row, WireProtocol protocol)
    {
        var answering = StartAsync(row, protocol);
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.ReadBodyAsync();
        await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");

        // The head is there before any event is.
        using var response = await answering;
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Null(response.Content.Headers.ContentLength);
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.True(response.Headers.CacheControl?.NoCache);
        var stream = await response.Content.ReadAsStreamAsync(Patience.Token);
        for (var i = 0; i < 5; i++)
        {
            var said = $"event: audio\ndata: {{\"audio\":\"{i}\"}}\n\n";
            await exchange.SendChunkAsync(said);
            Assert.Equal(said, await ReadAsync(stream, said.Length));
        }
        // Even a piece of an event does not wait for its rest.
        await exchange.SendChunkAsync("data: {\"do");
        Assert.Equal("data: {\"do", await ReadAsync(stream, 10));
        await exchange.SendChunkAsync("ne\":true}\n\n");
        Assert.Equal("ne\":true}\n\n", await ReadAsync(stream, 11));

        await exchange.SendAsync("0\r\n\r\n");
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Patience.Token));
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Audio_ArrivesPieceByPiece(WireProtocol protocol)
    {
        var answering = StartAsync("T1", protocol);
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.ReadBodyAsync();
        await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 12\r\nConnection: close\r\n\r\nRIFF");

        using var response = await answering;
        var stream = await response.Content.ReadAsStreamAsync(Patience.Token);
        Assert.Equal("RIFF", await ReadAsync(stream, 4));
        await exchange.SendAsync("12");
        Assert.Equal("12", await ReadAsync(stream, 2));
        await exchange.SendAsync("345678");
        Assert.Equal("345678", await ReadAsync(stream, 6));
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Patience.Token));
    }

    [Theory]
    [InlineData("S1", WireProtocol.Http1, true)]
    [InlineData("S1", WireProtocol.Http1, false)]
    [InlineData("S1", WireProtocol.Http2, true)]
    [InlineData("S1", WireProtocol.Http2, false)]
    [InlineData("S3", WireProtocol.Http1, true)]
    [InlineData("S3", WireProtocol.Http2, false)]
    [InlineData("passthrough", WireProtocol.Http1, false)]
    [InlineData("passthrough", WireProtocol.Http2, true)]
    public async Task Upload_ItsFirstByteArrivesBeforeItsLastIsSent(string row, WireProtocol protocol, bool announced)
    {
        using var content = new GatedContent("first"u8.ToArray(), "-last"u8.ToArray(), announced);
        var answering = StartAsync(row, protocol, content);
        using var exchange = await fixture.Upstream.NextAsync();

        var first = new byte[announced ? 5 : "5\r\nfirst\r\n".Length];
        await exchange.Stream.ReadExactlyAsync(first, Patience.Token);
        Assert.Contains("first", Encoding.ASCII.GetString(first));
        Assert.False(answering.IsCompleted);

        content.Open();
        var rest = new byte[announced ? 5 : "5\r\n-last\r\n0\r\n\r\n".Length];
        await exchange.Stream.ReadExactlyAsync(rest, Patience.Token);
        Assert.Contains("-last", Encoding.ASCII.GetString(rest));
        await exchange.AnswerAsync(200, "{}");
        using var response = await answering;
        Assert.Equal(200, (int)response.StatusCode);
    }

    private async Task<HttpResponseMessage> StartAsync(string row, WireProtocol protocol, HttpContent? content = null)
    {
        var call = RowCall.Of(row);
        var request = new HttpRequestMessage(call.Method, call.Target) { Content = content ?? call.Content() };
        return await fixture.Gateway.Client(protocol).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
    }

    private static async Task<string> ReadAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, Patience.Token);
        return Encoding.UTF8.GetString(bytes);
    }
}
