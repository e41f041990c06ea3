using System.Text.Json;
using Gateway.Simulator;
using Waves.Simulator.Books;
using Waves.Simulator.Pacing;

namespace Gateway.RequestPath;

/// <summary>Speech to speech as the seed's examples and the SDKs do it (waves-api 4.3).</summary>
public sealed class HydraClientsTests : IClassFixture<WavesFixture>
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    private readonly WavesFixture _fixture;

    public HydraClientsTests(WavesFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    /// <summary>Keys in query, header, or both; with a model, with the deprecated one, and as the Python SDK without any.</summary>
    [Theory]
    [InlineData(WireProtocol.Http1, "/waves/v1/s2s?model=hydra-v1.1&api_key={0}", false)]
    [InlineData(WireProtocol.Http2, "/waves/v1/s2s?model=hydra-v1.1&api_key={0}", false)]
    [InlineData(WireProtocol.Http1, "/waves/v1/s2s?model=hydra&token={0}", false)]
    [InlineData(WireProtocol.Http1, "/waves/v1/s2s/", true)]
    [InlineData(WireProtocol.Http2, "/api/v1/s2s?model=hydra-v1.0", true)]
    public async Task Turn_IsHeardAndAnswered(WireProtocol protocol, string path, bool withHeader)
    {
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(protocol, string.Format(null, path, _fixture.Gateway.Secret), withHeader ? null : ""));
        await socket.ReceiveUntilAsync("type", "session.created");
        await socket.SendAsync("""{"type":"session.configure","event_id":"evt_1","session":{"instructions":"Be kind.","generate_initial_response":false}}""");
        await socket.ReceiveUntilAsync("type", "session.configured");
        await SpeakAsync(socket);
        var events = await socket.ReceiveUntilAsync("type", "response.done");
        await socket.CloseAsync();

        Assert.Contains(events, frame => frame.Text("type") == "response.output_audio.delta");
        var seen = await EndAsync(socket);
        Assert.Equal(RequestOutcome.Complete, seen.Outcome);
        Assert.DoesNotContain(_fixture.Gateway.Secret, seen.Query);
        Assert.Contains($"api_key={GatewayUnderTest.UpstreamKey}", seen.Query);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Tool_IsCalledAndItsResultSpoken(WireProtocol protocol)
    {
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(protocol, "/waves/v1/s2s?model=hydra-v1.1"));
        await socket.ReceiveUntilAsync("type", "session.created");
        await socket.SendAsync("""{"type":"session.configure","session":{"tools":[{"type":"function","name":"rooms_free","parameters":{"type":"object","properties":{"night":{"type":"string"}}}}]}}""");
        await SpeakAsync(socket);
        var call = (await socket.ReceiveUntilAsync("type", "response.function_call_arguments.done"))[^1];
        await socket.ReceiveUntilAsync("type", "response.done");
        await socket.SendAsync($$$"""{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"{{{call.Text("call_id")}}}","output":"{\"free\":2}"}}""");
        await socket.SendAsync("""{"type":"response.create"}""");
        var spoken = await socket.ReceiveUntilAsync("type", "response.done");
        await socket.CloseAsync();

        Assert.Equal("rooms_free", call.Text("name"));
        Assert.Contains(spoken, frame => frame.Text("type") == "response.output_audio.delta");
        await EndAsync(socket);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task BargeIn_CutsTheAnswer(WireProtocol protocol)
    {
        _fixture.Waves.Cadence = Cadence.Instant with { RealTimeFactor = 1, HydraAnswer = TimeSpan.FromMinutes(1) };
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(protocol, "/waves/v1/s2s?model=hydra-v1.1"));
        await socket.ReceiveUntilAsync("type", "session.created");
        await socket.SendAsync("""{"type":"session.configure","session":{"voice":"aria"}}""");
        await SpeakAsync(socket);
        await socket.ReceiveUntilAsync("type", "response.output_audio.delta");
        await socket.SendAsync(Append(Sounds.Loud(Frame)));
        var done = (await socket.ReceiveUntilAsync("type", "response.done"))[^1];
        await socket.CloseAsync();

        Assert.Equal("interrupted", done.Text("response", "status_details", "reason"));
        await EndAsync(socket);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Frame_OfSeveralMegabytes_Passes(WireProtocol protocol)
    {
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(protocol, "/waves/v1/s2s?model=hydra-v1.1"));
        await socket.ReceiveUntilAsync("type", "session.created");
        await socket.SendAsync($$$"""{"type":"session.configure","session":{"instructions":"{{{new string('x', 600_000)}}}"}}""");
        var configured = (await socket.ReceiveUntilAsync("type", "session.configured"))[^1];
        await socket.CloseAsync();

        Assert.Equal(600_000, configured.Text("session", "instructions")!.Length);
        await EndAsync(socket);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Vanished_Client_EndsTheSessionUpstream(WireProtocol protocol)
    {
        using var socket = new ClientSocket(await _fixture.Gateway.ConnectAsync(protocol, "/waves/v1/s2s?model=hydra-v1.1"));
        await socket.ReceiveUntilAsync("type", "session.created");

        socket.Abort();

        await _fixture.EndOfAsync("H1");
        await _fixture.IdleAsync();
    }

    private static async Task SpeakAsync(ClientSocket socket)
    {
        for (var i = 0; i < 10; i++)
            await socket.SendAsync(Append(Sounds.Loud(Frame)));
        for (var i = 0; i < 20; i++)
            await socket.SendAsync(Append(Sounds.Quiet(Frame)));
    }

    private static string Append(byte[] pcm) => JsonSerializer.Serialize(new { type = "input_audio_buffer.append", audio = Convert.ToBase64String(pcm) });

    private async Task<RequestRecord> EndAsync(ClientSocket socket)
    {
        var seen = await _fixture.EndOfAsync("H1");
        await _fixture.IdleAsync();
        Assert.Equal(socket.SentSha256, seen.Socket!.FromClient.Sha256);
        Assert.Equal(socket.ReceivedSha256, seen.Socket.FromServer.Sha256);
        return seen;
    }
}
