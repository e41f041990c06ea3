using Gateway.RequestPath;

namespace Gateway.Forwarding;

/// <summary>A caller that leaves is the normal end in voice: the upstream is told at once, and nothing of the call stays.</summary>
public sealed class CallerLeavesTests(RawFixture fixture) : IClassFixture<RawFixture>
{
    public enum Way
    {
        Http1Finish,
        Http1Reset,
        Http1Cancel,
        Http2Cancel,
    }

    public static TheoryData<Way> Ways { get; } = [.. Enum.GetValues<Way>()];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task BeforeTheAnswer_TheUpstreamIsCancelled(Way way)
    {
        await using var caller = new Leaver(fixture.Gateway, way);
        await caller.StartAsync("POST", "/waves/v1/tts", """{"text":"Hello.","voice_id":"magnus"}""");
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.ReadBodyAsync();

        caller.Leave();

        await exchange.WaitForEndAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task WithinAnEventStream_TheUpstreamIsCancelled(Way way)
    {
        await using var caller = new Leaver(fixture.Gateway, way);
        await caller.StartAsync("POST", "/waves/v1/tts/live", """{"text":"Hello.","voice_id":"magnus"}""");
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.ReadBodyAsync();
        await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        await exchange.SendChunkAsync("data: {\"audio\":\"AAA=\"}\n\n");
        await caller.ReadUntilAsync("AAA=");

        caller.Leave();

        await exchange.WaitForEndAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task WithinAnUpload_TheUpstreamIsCancelled(Way way)
    {
        await using var caller = new Leaver(fixture.Gateway, way);
        await caller.StartAsync("POST", "/waves/v1/stt/?model=pulse&language=en", "first", missing: 1000);
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.Stream.ReadExactlyAsync(new byte[5], Patience.Token);

        caller.Leave();

        // It must not look like a whole body: the connection ends with 1000 bytes missing.
        await exchange.WaitForEndAsync();
    }

    [Theory]
    [InlineData(Way.Http1Cancel)]
    [InlineData(Way.Http2Cancel)]
    public async Task AfterTheAnswer_TheUpstreamsConnectionServesOn(Way way)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Address);
        RawExchange? exchange = null;
        for (var i = 0; i < 3; i++)
        {
            await using var caller = new Leaver(gateway, way);
            await caller.StartAsync("POST", "/waves/v1/tts", """{"text":"Hello.","voice_id":"magnus"}""");
            exchange ??= await upstream.NextConnectionAsync();
            await exchange.ReadHeadAsync();
            await exchange.ReadBodyAsync();
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nRIFF");
            await caller.ReadUntilAsync("RIFF");
            caller.Leave();
        }
        Assert.Equal(1, upstream.Connections);
    }

    [Fact]
    public async Task Leaving_IsNoFailureInTheLogs()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Address);
        await using var caller = new Leaver(gateway, Way.Http1Reset);
        await caller.StartAsync("POST", "/waves/v1/tts", """{"text":"Hello.","voice_id":"magnus"}""");
        using var exchange = await upstream.NextAsync();
        caller.Leave();
        await exchange.WaitForEndAsync();

        await gateway.StopAsync();

        Assert.DoesNotContain(gateway.Logs.GetSnapshot(), record => record.Level > Microsoft.Extensions.Logging.LogLevel.Information);
    }
}
