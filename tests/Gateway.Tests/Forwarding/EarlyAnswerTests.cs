using System.Text;
using Gateway.RequestPath;

namespace Gateway.Forwarding;

/// <summary>
/// An upstream that answers before an upload has ended is heard at once, over HTTP/1.1 as it would be without a gateway:
/// its status, headers and body as they are, whether it keeps the connection or closes it (waves-api 3.2).
/// </summary>
public sealed class EarlyAnswerTests(EarlyAnswerTests.OneAtATime fixture) : IClassFixture<EarlyAnswerTests.OneAtATime>
{
    private const string Refusal = """{"error":"said early"}""";

    public static TheoryData<int, bool, bool> Refusals
    {
        get
        {
            var data = new TheoryData<int, bool, bool>();
            foreach (var status in new[] { 307, 401, 413, 429, 503 })
            {
                data.Add(status, true, true);
                data.Add(status, true, false);
                data.Add(status, false, true);
                data.Add(status, false, false);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refusal_WhileTheCallerPauses_ArrivesAsItIs(int status, bool announced, bool closes)
    {
        await using var client = await UploadAsync(announced);
        using var exchange = await fixture.Upstream.NextAsync();
        await RefuseAsync(exchange, status, closes);

        AssertRefusal(status, await client.ReadAsync());
        // Its slot is free although its caller has not finished: there is only one.
        await using var second = await UploadAsync(announced);
        using var next = await fixture.Upstream.NextAsync();
        await RefuseAsync(next, 401, closes: true);
        AssertRefusal(401, await second.ReadAsync());
        if (!closes)
            await exchange.WaitForEndAsync();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Refusal_WhileMoreComesThanAnybodyReads_ArrivesAsItIs(bool announced, bool closes)
    {
        await using var client = await UploadAsync(announced);
        using var exchange = await fixture.Upstream.NextAsync();
        using var enough = new CancellationTokenSource();
        var sending = SendOnAsync(client, announced, enough.Token);
        // What the buffers of the way hold has been sent: the gateway's write to this upstream stands still.
        await FillAsync(exchange);
        await RefuseAsync(exchange, 413, closes);

        AssertRefusal(413, await client.ReadAsync());
        await enough.CancelAsync();
        await sending;
    }

    [Fact]
    public async Task Refusal_OnAUsedConnection_ArrivesAndItIsNotUsedAgain()
    {
        await using var client = await UploadAsync(announced: true, "x");
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.ReadBodyAsync();
        await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        Assert.Equal(200, (await client.ReadAsync()).Status);

        await using var second = await UploadAsync(announced: false);
        await exchange.ReadHeadAsync();
        await exchange.Stream.ReadExactlyAsync(new byte["5\r\nfirst\r\n".Length], Patience.Token);
        await RefuseAsync(exchange, 429, closes: false);
        AssertRefusal(429, await second.ReadAsync());

        // Neither the rest of that upload nor its end nor anything of another follows: it would be read as what it is not.
        Assert.Equal(0, await ReadToEndAsync(exchange));
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task WhatIsNoRefusal_LetsTheUploadGoOn(string said)
    {
        await using var client = await UploadAsync(announced: true);
        using var exchange = await fixture.Upstream.NextAsync();
        foreach (var piece in said.Chunk(7))
            await exchange.SendAsync(new string(piece));
        await client.SendAsync(new byte[1_000_000 - "first".Length]);
        await exchange.ReadBodyAsync();
        Assert.Equal(1_000_000, exchange.Request.Body.Length);
        if (!said.Contains(" 200 ", StringComparison.Ordinal))
            await exchange.AnswerAsync(200, "{}");

        Assert.Equal(200, (await client.ReadAsync()).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_WithoutAnAnswer_IsBadGatewayAtOnce(bool resets)
    {
        await using var client = await UploadAsync(announced: true);
        using var exchange = await fixture.Upstream.NextAsync();
        if (resets)
            exchange.Reset();
        else
            exchange.Finish();

        Assert.Equal(502, (await client.ReadAsync()).Status);
    }

    [Fact]
    public async Task Refusal_OfALargeHeldBody_ArrivesAsItIs()
    {
        await using var client = await fixture.Gateway.ConnectRawAsync();
        var body = $$"""{"text":"{{new string('a', 900_000)}}","voice_id":"magnus"}""";
        await client.SendAsync($"POST /waves/v1/tts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        using var exchange = await fixture.Upstream.NextAsync();
        await RefuseAsync(exchange, 413, closes: true);

        AssertRefusal(413, await client.ReadAsync());
    }

    private async Task<RawClient> UploadAsync(bool announced, string? whole = null)
    {
        var client = await fixture.Gateway.ConnectRawAsync();
        var framing = whole is not null ? $"Content-Length: {whole.Length}" : announced ? "Content-Length: 1000000" : "Transfer-Encoding: chunked";
        var first = whole ?? (announced ? "first" : "5\r\nfirst\r\n");
        await client.SendAsync($"POST /waves/v1/stt/?model=pulse&language=en HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nX-Gateway-Max-Wait: 0\r\nContent-Type: audio/wav\r\n{framing}\r\n\r\n{first}");
        return client;
    }

    /// <summary>Answers without having read more than the head.</summary>
    private static async Task RefuseAsync(RawExchange exchange, int status, bool closes)
    {
        await exchange.SendAsync($"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {Refusal.Length}\r\nRetry-After: 7\r\nX-Request-Id: theirs\r\n{(closes ? "Connection: close\r\n" : "")}\r\n{Refusal}");
        if (closes)
            exchange.Dispose();
    }

    private static void AssertRefusal(int status, RawMessage answer)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal(Refusal, answer.Text);
        Assert.Equal("7", answer.Header("Retry-After"));
        Assert.Equal("theirs", answer.Header("X-Request-Id"));
        Assert.Null(answer.Header("X-Gateway-Error"));
    }

    /// <summary>Sends on and on until it is told or cut.</summary>
    private static async Task SendOnAsync(RawClient client, bool announced, CancellationToken enough)
    {
        var piece = announced ? new byte[64 * 1024] : Encoding.ASCII.GetBytes($"10000\r\n{new string('x', 65536)}\r\n");
        try
        {
            while (!enough.IsCancellationRequested)
                await client.SendAsync(piece);
        }
        catch (IOException)
        {
            // The gateway has had enough of it.
        }
    }

    /// <summary>Reads a little, which shows that the upload runs, and then no more.</summary>
    private static async Task FillAsync(RawExchange exchange) => await exchange.Stream.ReadExactlyAsync(new byte[128 * 1024], Patience.Token);

    private static async Task<int> ReadToEndAsync(RawExchange exchange)
    {
        var scrap = new byte[4096];
        var total = 0;
        while (await exchange.Stream.ReadAsync(scrap, Patience.Token) is > 0 and var read)
            total += read;
        return total;
    }

    /// <summary>A gateway whose account transcribes one recording at once.</summary>
    public sealed class OneAtATime : IAsyncLifetime
    {
        internal GatewayUnderTest Gateway { get; private set; } = null!;

        internal RawUpstream Upstream { get; } = new();

        public async ValueTask InitializeAsync() => Gateway = await GatewayUnderTest.StartAsync(Upstream.Address, setup =>
        {
            setup.Settings["Gateway:Upstream:Accounts:0:Limits:stt:Slots"] = "1";
            setup.Settings["Gateway:Upstream:BreakerThreshold"] = "1000";
        });

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }
}
