using System.Text.Json;
using Gateway.RequestPath;
using Gateway.Simulator;
using Waves.Simulator;

namespace Gateway.Telemetry;

/// <summary>
/// One trace from the caller through the gateway to the upstream; a session in it as events and a summary. Alone,
/// because whether a span is made depends on everybody who listens in the process.
/// </summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class TraceTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallersSpan = "00f067aa0ba902b7";

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Context_OfACaller_GoesOnAsItCame_WhereNoSpanIsMade(WireProtocol protocol)
    {
        await using var upstream = await RecordingUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Http1Address);

        await CallAsync(gateway, protocol);

        var seen = Assert.Single(upstream.Seen);
        Assert.Equal($"00-{Trace}-{CallersSpan}-01", seen.Header("traceparent"));
        Assert.Equal("vendor=1", seen.Header("tracestate"));
    }

    [Fact]
    public async Task Context_NamesTheGatewaysSpan_WhereOneIsMade()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var upstream = await RecordingUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Http1Address, setup => Export(setup, collector));

        await CallAsync(gateway, WireProtocol.Http1);

        var seen = Assert.Single(upstream.Seen).Header("traceparent")!;
        Assert.StartsWith($"00-{Trace}-", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(CallersSpan, seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_IsEventsAndASummary_AndEachSynthesisASpan()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] }, Patience.Token);
        await using (var gateway = await GatewayUnderTest.StartAsync(waves.BaseAddress, setup => Export(setup, collector)))
        {
            await TalkAsync(gateway);
            using var speech = new ClientSocket(await gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live"));
            await speech.SendAsync("""{"text":"Hello.","voice_id":"magnus"}""");
            await speech.ReceiveUntilAsync("status", "complete");
            await speech.CloseAsync();
            await waves.Books.WaitForIdleAsync(Patience.Token);
        }

        foreach (var told in (string[])["session.connected", "session.answered", "gateway.audio.first_ms", "session.ended", "gateway.session.cause", "client_closed", "gateway.session.results", "synthesis", "gateway.usage.characters"])
            Assert.Contains(told, collector.Traces, StringComparison.Ordinal);
    }

    private static async Task TalkAsync(GatewayUnderTest gateway)
    {
        var frame = TimeSpan.FromMilliseconds(40);
        using var talk = new ClientSocket(await gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/s2s?model=hydra-v1.1"));
        await talk.ReceiveUntilAsync("type", "session.created");
        await talk.SendAsync("""{"type":"session.configure","session":{"voice":"aria"}}""");
        for (var i = 0; i < 30; i++)
            await talk.SendAsync(JsonSerializer.Serialize(new { type = "input_audio_buffer.append", audio = Convert.ToBase64String(i < 10 ? Sounds.Loud(frame) : Sounds.Quiet(frame)) }));
        await talk.ReceiveUntilAsync("type", "response.done");
        await talk.CloseAsync();
    }

    private static void Export(GatewaySetup setup, OtlpCollector collector)
    {
        setup.Settings["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = collector.Url + "/v1/traces";
        setup.Settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
    }

    private static Task<WireAnswer> CallAsync(GatewayUnderTest gateway, WireProtocol protocol) => (RowCall.Of("T1") with
    {
        Headers = new Dictionary<string, string> { ["traceparent"] = $"00-{Trace}-{CallersSpan}-01", ["tracestate"] = "vendor=1" },
    }).SendAsync(gateway, protocol);
}
