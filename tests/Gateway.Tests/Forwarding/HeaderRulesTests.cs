using Gateway.RequestPath;

namespace Gateway.Forwarding;

/// <summary>Which headers pass and which stay, seen on the bare wire of both sides (waves-api 7).</summary>
public sealed class HeaderRulesTests(RawFixture fixture) : IClassFixture<RawFixture>
{
    private const string Path = "/waves/v1/of/tomorrow";

    [Fact]
    public async Task Request_WithoutHeaders_GetsNoneInvented()
    {
        var (_, seen) = await ExchangeAsync($"GET {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\n\r\n");

        Assert.Equal(["Authorization", "Host"], NamesOf(seen));
        Assert.Equal(fixture.Upstream.Address.Authority, seen.Header("Host"));
    }

    [Theory]
    [InlineData("Accept", "audio/wav")]
    [InlineData("Accept", "*/*;q=0.1 , text/event-stream")]
    [InlineData("Accept-Encoding", "gzip, br")]
    [InlineData("Accept-Language", "hi-IN")]
    [InlineData("User-Agent", "smallest-ai-vercel-provider/1.0.0 ai-sdk/7 (odd; agent)")]
    [InlineData("X-Source", "livekit")]
    [InlineData("X-Stainless-Retry-Count", "0")]
    [InlineData("X-Fern-SDK-Name", "smallestai")]
    [InlineData("x-expire-content", "true")]
    [InlineData("Idempotency-Key", "turn-7")]
    [InlineData("Origin", "https://app.example")]
    [InlineData("X-Of-Tomorrow", "a, b;c=\"d\"")]
    [InlineData("X-Empty", "")]
    [InlineData("X-Latin", "caf\u00e9")]
    [InlineData("X-Utf8", "caf\u00c3\u00a9")]
    public async Task Request_WhateverAClientSays_Passes(string name, string value)
    {
        var (answer, seen) = await ExchangeAsync($"GET {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\n{name}: {value}\r\n\r\n");

        Assert.Equal(200, answer.Status);
        Assert.Equal(value, seen.Header(name));
    }

    [Theory]
    [InlineData("Cookie", "session=1")]
    [InlineData("Proxy-Authorization", "Basic eA==")]
    [InlineData("X-Request-Id", "of-the-caller")]
    [InlineData("Forwarded", "for=10.0.0.1")]
    [InlineData("X-Forwarded-For", "10.0.0.1")]
    [InlineData("X-Forwarded-Host", "elsewhere.example")]
    [InlineData("X-Real-IP", "10.0.0.1")]
    [InlineData("X-Original-URL", "/waves/v1/analytics/asr/logs")]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("Via", "1.1 elsewhere")]
    [InlineData("Connection", "keep-alive")]
    [InlineData("Connection", "X-Of-Tomorrow, keep-alive")]
    [InlineData("Keep-Alive", "timeout=5")]
    [InlineData("Proxy-Connection", "keep-alive")]
    [InlineData("TE", "trailers")]
    [InlineData("Trailer", "X-A")]
    [InlineData("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA")]
    [InlineData("Expect", "100-continue")]
    [InlineData("X_Forwarded_For", "10.0.0.1")]
    [InlineData("X-Gateway-Max-Wait", "1")]
    [InlineData("X-Gateway-Of-Tomorrow", "1")]
    public async Task Request_WhatIsSettledHere_Stays(string name, string value)
    {
        // With a body: what describes the way and what describes the content are kept apart.
        var (answer, seen) = await ExchangeAsync($"POST {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n{name}: {value}\r\n\r\nhi");

        Assert.Equal(200, answer.Status);
        Assert.Equal("hi", seen.Text);
        Assert.Equal(["Authorization", "Content-Length", "Content-Type", "Host"], NamesOf(seen));
    }

    [Theory]
    [InlineData("X-Hop, content-length")]
    [InlineData("keep-alive, X-Hop")]
    [InlineData("x-hop,Keep-Alive")]
    [InlineData("close, X-Hop")]
    public async Task Request_WhatConnectionNames_Stays(string connection)
    {
        var (_, seen) = await ExchangeAsync($"POST {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nConnection: {connection}\r\nX-Hop: 1\r\nX-End: 1\r\nContent-Length: 2\r\n\r\nhi");

        Assert.Null(seen.Header("X-Hop"));
        Assert.Equal("1", seen.Header("X-End"));
        Assert.Equal("hi", seen.Text);
    }

    [Theory]
    [InlineData("Content-Type: audio/x-of-tomorrow; codecs=\"a b\"")]
    [InlineData("Content-Language: hi")]
    [InlineData("Content-Encoding: gzip")]
    [InlineData("Content-MD5: not-checked-here")]
    public async Task Request_WhatDescribesTheBody_Passes(string header)
    {
        var (_, seen) = await ExchangeAsync($"POST {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nContent-Length: 2\r\n{header}\r\n\r\nhi");

        Assert.Equal(header.Split(": ")[1], seen.Header(header.Split(": ")[0]));
    }

    [Theory]
    [InlineData("gzip", 400)]
    [InlineData("identity, br", 400)]
    [InlineData("identity", 200)]
    public async Task Request_ThatIsJudgedByItsBody_IsNotCompressed(string encoding, int status)
    {
        const string Body = """{"model":"electron","messages":[{"role":"user","content":"hi"}]}""";
        await using var client = await fixture.Gateway.ConnectRawAsync();
        await client.SendAsync($"POST /waves/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nContent-Type: application/json\r\nContent-Encoding: {encoding}\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
        if (status == 200)
        {
            using var exchange = await fixture.Upstream.NextAsync();
            await exchange.ReadBodyAsync();
            await exchange.AnswerAsync(200, "{}");
        }

        var answer = await client.ReadAsync();

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 400, answer.Text.Contains("Send it uncompressed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Content-Length: 0\r\n", "0")]
    public async Task Request_WithoutBody_KeepsItsFraming(string header, string? length)
    {
        var (_, seen) = await ExchangeAsync($"DELETE {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\n{header}\r\n");

        Assert.Equal(length == "" ? null : length, seen.Header("Content-Length"));
        Assert.Null(seen.Header("Transfer-Encoding"));
    }

    [Fact]
    public async Task Request_InChunks_IsFramedAnewWithoutExtensions()
    {
        var (answer, seen) = await ExchangeAsync($"POST {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nTransfer-Encoding: chunked\r\n\r\n5;a=\"\0b\"\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n");

        Assert.Equal(200, answer.Status);
        Assert.Equal("hello", seen.Text);
        Assert.Equal("chunked", seen.Header("Transfer-Encoding"));
        Assert.Null(seen.Header("X-Trailer"));
    }

    [Fact]
    public async Task Response_EveryHeader_PassesAsItWasSaid()
    {
        const string Said = "X-Request-Id: 6f9c\r\nX-Session-Id: 7a1b\r\nX-External-Session-Id: \r\nX-External-Request-Id:\r\nx-content-expiry: not-entitled\r\n"
            + "X-Twice: 1\r\nX-Twice: 2, 3\r\nETag: \"a\"\r\nServer: of the upstream\r\nDate: Tue, 01 Sep 2026 10:00:00 GMT\r\nSet-Cookie: a=b; Path=/\r\nCache-Control: no-cache\r\nX-Odd: caf\u00e9; a,b\r\n";
        var (answer, _) = await ExchangeAsync(
            $"POST {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 3\r\n{Said}\r\nabc");

        var headers = answer.Headers.Where(h => h.Key is not ("Content-Length" or "Content-Type") && !h.Key.StartsWith("X-Gateway", StringComparison.OrdinalIgnoreCase));
        var expected = Said.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1].Trim()));
        Assert.Equal(expected.Select(Folded).Order(StringComparer.Ordinal), headers.Select(Folded).Order(StringComparer.Ordinal));
        Assert.Equal("audio/wav", answer.Header("Content-Type"));
        Assert.Equal("abc", answer.Text);
    }

    [Theory]
    [InlineData("Connection: X-Hop\r\nX-Hop: 1\r\n", "X-Hop")]
    [InlineData("Keep-Alive: timeout=5\r\n", "Keep-Alive")]
    [InlineData("Proxy-Authenticate: Basic\r\n", "Proxy-Authenticate")]
    public async Task Response_WhatIsSettledPerHop_Stays(string header, string name)
    {
        var (answer, _) = await ExchangeAsync(
            $"GET {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\n\r\n",
            $"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{header}\r\n{{}}");

        Assert.Null(answer.Header(name));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(418)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(599)]
    public async Task Response_OfAnyStatus_PassesUnchanged(int status)
    {
        var (answer, _) = await ExchangeAsync(
            $"GET {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\n\r\n",
            $"HTTP/1.1 {status} Said\r\nContent-Type: application/json; charset=utf-8\r\nRetry-After: 7\r\nLocation: http://127.0.0.1:1/elsewhere\r\nX-Request-Id: 6f9c\r\nContent-Length: 31\r\n\r\n{{ \"error\" : \"of  the upstream\"}}");

        Assert.Equal(status, answer.Status);
        Assert.Equal("{ \"error\" : \"of  the upstream\"}", answer.Text);
        Assert.Equal("7", answer.Header("Retry-After"));
        Assert.Equal("http://127.0.0.1:1/elsewhere", answer.Header("Location"));
        Assert.Equal("6f9c", answer.Header("X-Request-Id"));
        Assert.Null(answer.Header("X-Gateway-Error"));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    public async Task Response_WithoutBody_PassesUnchanged(int status)
    {
        var (answer, _) = await ExchangeAsync(
            $"GET {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\n\r\n",
            $"HTTP/1.1 {status} Said\r\nETag: \"a\"\r\n\r\n");

        Assert.Equal(status, answer.Status);
        Assert.Equal("\"a\"", answer.Header("ETag"));
    }

    /// <summary>
    /// What was sent, by name and in order, without trace context: spans are made for a whole process as soon as anybody
    /// in it, another test say, listens to them.
    /// </summary>
    private static IEnumerable<string> NamesOf(RawMessage message) => message.Headers.Select(h => h.Key).Where(name => name is not "traceparent").Order(StringComparer.Ordinal);

    /// <summary>A header line whose name, which has no case, is in lower case.</summary>
    private static string Folded(KeyValuePair<string, string> header) => $"{header.Key.ToLowerInvariant()}: {header.Value}";

    /// <summary>Sends a request, answers it, and gives both as they stood on the wire.</summary>
    private async Task<(RawMessage Answer, RawMessage Seen)> ExchangeAsync(string request, string answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
    {
        await using var client = await fixture.Gateway.ConnectRawAsync();
        await client.SendAsync(request);
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.ReadBodyAsync();
        await exchange.SendAsync(answer.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal));
        exchange.Finish();
        var got = await client.ReadHeadAsync();
        return (got.Status == 100 ? await client.ReadAsync() : await client.ReadBodyOfAsync(got), exchange.Request);
    }
}
