using System.Runtime.InteropServices;
using Gateway.Policies.Admission;
using Gateway.Relay.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Relay.Wire;

public sealed class RelayWireTests
{
    private const string Recognition = "/waves/v1/stt/live?model=pulse&language=en";

    public static TheoryData<bool, string> Transports => new() { { false, "1.1" }, { false, "2" }, { true, "1.1" }, { true, "2" } };

    private sealed record Wire(RawUpstream Raw, RelayUnderTest Gateway, FramePeer Client, UpstreamCall Call) : IAsyncDisposable
    {
        public static async Task<Wire> OpenAsync(bool http2, string upstreamVersion, Dictionary<string, string?>? settings = null, string path = Recognition)
        {
            var raw = await RawUpstream.StartAsync();
            var gateway = await RelayUnderTest.StartAsync(upstreamVersion == "2" ? raw.Http2 : raw.Http1, upstreamVersion, settings);
            var client = await gateway.OpenAsync(path, http2);
            return new Wire(raw, gateway, client, await raw.CallAsync());
        }

        public async ValueTask DisposeAsync()
        {
            Call.Leave();
            await Gateway.EmptyAsync();
            await Gateway.DisposeAsync();
            await Raw.DisposeAsync();
            Gateway.Pool.AssertClean();
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Frames_BothWaysInAnyPieces_ArriveByteForByte(bool http2, string upstreamVersion)
    {
        await using var wire = await Wire.OpenAsync(http2, upstreamVersion);
        var random = new Random(7);
        var up = Enumerable.Range(0, 60).Select(i => wire.Client.Frame(i % 5 == 0 ? Opcode.Text : Opcode.Binary, Bytes(random, i % 7 == 0 ? 70_000 : 640))).ToArray();
        var down = Enumerable.Range(0, 60).Select(i => wire.Call.Peer.Frame(i % 5 == 0 ? Opcode.Binary : Opcode.Text, Bytes(random, i % 9 == 0 ? 100_000 : 8000))).ToArray();
        await Task.WhenAll(
            SendInPiecesAsync(wire.Client, FrameGen.Bytes(up), random),
            SendInPiecesAsync(wire.Call.Peer, FrameGen.Bytes(down), random),
            ReadAsync(wire.Call.Peer, up.Length),
            ReadAsync(wire.Client, down.Length));
        Assert.True(CollectionsMarshal.AsSpan(wire.Call.Peer.Received).SequenceEqual(FrameGen.Bytes(up)), "bytes to the upstream differ");
        Assert.True(CollectionsMarshal.AsSpan(wire.Client.Received).SequenceEqual(FrameGen.Bytes(down)), "bytes to the client differ");

        await wire.Client.SendCloseAsync(1000, "done");
        Assert.Equal((1000, "done"), await wire.Call.Peer.AnswerCloseAsync());
        Assert.Equal((1000, "done"), await wire.Client.NextCloseAsync());
        Assert.Null(await wire.Client.NextAsync());
        var usage = await wire.Gateway.Observer.SessionAsync();
        Assert.Equal(RelayEndReason.ClientClosed, usage.Reason);
        Assert.Equal(up.Where(f => f.Opcode == Opcode.Binary).Sum(f => (long)f.Payload.Length), usage.InputAudioBytes);
        Assert.Equal((60, 60), (usage.Traffic.FramesUp, usage.Traffic.FramesDown));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Close_OfTheUpstream_PassesWithCodeAndReason(bool http2, string upstreamVersion)
    {
        await using var wire = await Wire.OpenAsync(http2, upstreamVersion);
        await wire.Call.Peer.SendCloseAsync(1008, "rate_limit_exceeded");
        Assert.Equal((1008, "rate_limit_exceeded"), await wire.Client.AnswerCloseAsync());
        Assert.Equal((1008, "rate_limit_exceeded"), await wire.Call.Peer.NextCloseAsync());
        wire.Call.Leave();
        Assert.Equal(RelayEndReason.UpstreamClosed, (await wire.Gateway.Observer.SessionAsync()).Reason);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Client_ThatVanishes_ClosesTheUpstream(bool http2, string upstreamVersion)
    {
        await using var wire = await Wire.OpenAsync(http2, upstreamVersion);
        await wire.Client.SendTextAsync("hi");
        await wire.Call.Peer.NextTextAsync();
        wire.Client.Leave();
        Assert.Equal((1001, "client connection lost"), await wire.Call.Peer.AnswerCloseAsync());
        Assert.Equal(RelayEndReason.ClientGone, (await wire.Gateway.Observer.SessionAsync()).Reason);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Upstream_ThatResets_ClosesTheClient(bool http2, string upstreamVersion)
    {
        await using var wire = await Wire.OpenAsync(http2, upstreamVersion);
        await wire.Call.Peer.SendTextAsync("hi");
        Assert.Equal("hi", await wire.Client.NextTextAsync());
        wire.Call.Reset();
        Assert.Equal((1011, "upstream connection lost"), await wire.Client.AnswerCloseAsync());
        Assert.Null(await wire.Client.NextAsync());
        Assert.Equal(RelayEndReason.UpstreamGone, (await wire.Gateway.Observer.SessionAsync()).Reason);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Client_ThatBreaksTheProtocol_EndsBothLegs(bool http2, string upstreamVersion)
    {
        await using var wire = await Wire.OpenAsync(http2, upstreamVersion);
        await wire.Client.SendBytesAsync(new byte[] { 0xF1, 0x80, 0, 0, 0, 0 });
        Assert.Equal(1002, (await wire.Call.Peer.AnswerCloseAsync()).Code);
        Assert.Equal(1002, (await wire.Client.NextCloseAsync()).Code);
        Assert.Null(await wire.Client.NextAsync());
        Assert.Equal(RelayEndReason.ClientFault, (await wire.Gateway.Observer.SessionAsync()).Reason);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task DeafUpstream_AfterTheClientsClose_IsCutInTwoSeconds(bool http2, string upstreamVersion)
    {
        await using var wire = await Wire.OpenAsync(http2, upstreamVersion, new() { ["Gateway:Relay:CloseTimeout"] = "00:00:00.300" });
        await wire.Client.SendCloseAsync(1000, "done");
        Assert.Equal(1000, (await wire.Call.Peer.NextCloseAsync()).Code);
        Assert.Equal(1000, (await wire.Client.NextCloseAsync()).Code);
        Assert.Null(await wire.Client.NextAsync());
        Assert.Equal(RelayEndReason.ClientClosed, (await wire.Gateway.Observer.SessionAsync()).Reason);
        Assert.Null(await wire.Call.Peer.NextAsync());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Handshake_ReachesTheUpstreamWithItsKeyAndNoneOfOurs(bool http2, string upstreamVersion)
    {
        await using var wire = await Wire.OpenAsync(http2, upstreamVersion, path: "/api/v1/stt/live/?model=pulse&language=en&keywords=a%20b:2,c&token=secret");
        Assert.Equal("/waves/v1/stt/live?model=pulse&language=en&keywords=a%20b:2,c", wire.Call.Target);
        Assert.Equal("Bearer sk_upstream", wire.Call.Headers["Authorization"]);
        Assert.False(wire.Call.Headers.ContainsKey("Sec-WebSocket-Extensions"));
        Assert.DoesNotContain(wire.Call.Headers.Values, v => v.Contains(wire.Gateway.Secret, StringComparison.Ordinal));
        wire.Client.Leave();
        await wire.Call.Peer.AnswerCloseAsync();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Handshake_RefusedByTheUpstream_IsItsHttpAnswer(bool http2, string upstreamVersion)
    {
        await using var raw = await RawUpstream.StartAsync();
        raw.Answer = context =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers["X-Request-Id"] = "up-1";
            context.Response.Headers.RetryAfter = "3";
            context.Response.ContentLength = 9;
            return context.Response.WriteAsync("{\"no\":42}");
        };
        await using var gateway = await RelayUnderTest.StartAsync(upstreamVersion == "2" ? raw.Http2 : raw.Http1, upstreamVersion);
        var (status, peer, answer) = await gateway.TryOpenAsync("/waves/v1/stt/live?model=pulse&language=en", http2);
        Assert.Null(peer);
        Assert.Equal(418, status);
        Assert.EndsWith("{\"no\":42}", answer, StringComparison.Ordinal);
        Assert.Contains("X-Request-Id: up-1", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Retry-After: 3", answer, StringComparison.OrdinalIgnoreCase);
        await gateway.EmptyAsync();
    }

    /// <summary>What is asked for by a handshake was judged as a socket, not as the call that the upstream took it for.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handshake_ThatTheUpstreamTakesForACall_Is502_AndItsAnswerStaysBehind(bool http2)
    {
        await using var raw = await RawUpstream.StartAsync();
        raw.Answer = context => context.Response.WriteAsync("an answer to a call");
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1);
        var (status, _, answer) = await gateway.TryOpenAsync("/waves/v1/of/tomorrow", http2);
        Assert.Equal(502, status);
        Assert.DoesNotContain("an answer to a call", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handshake_WithNobodyThere_Is502(bool http2)
    {
        await using var gateway = await RelayUnderTest.StartAsync("http://127.0.0.1:1", settings: new() { ["Gateway:Upstream:ConnectRetries"] = "0" });
        var (status, _, answer) = await gateway.TryOpenAsync("/waves/v1/tts/live", http2);
        Assert.Equal(502, status);
        Assert.Contains("X-Gateway-Error: upstream_unreachable", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Handshake_WithNobodyThere_CountsInNoMinute()
    {
        await using var gateway = await RelayUnderTest.StartAsync("http://127.0.0.1:1", settings: new()
        {
            ["Gateway:Upstream:ConnectRetries"] = "0",
            ["Gateway:Upstream:Accounts:0:Limits:stt-live:RequestsPerMinute"] = "1",
        });
        for (var i = 0; i < 3; i++)
            Assert.Equal(502, (await gateway.TryOpenAsync(Recognition)).Status);
    }

    [Theory]
    [InlineData("concurrency_limit_reached", true)]
    [InlineData("", true)]
    [InlineData("forbidden", false)]
    public async Task Close_RightAfterTheHandshake_TeachesWhatItsReasonSays(string reason, bool teaches)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1, settings: new() { ["Gateway:Upstream:Accounts:0:Limits:stt-live:Slots"] = "4" });
        var stays = await gateway.OpenAsync(Recognition);
        var stayingCall = await raw.CallAsync();
        var refused = await gateway.OpenAsync(Recognition);
        await (await raw.CallAsync()).Peer.SendCloseAsync(1008, reason);
        Assert.Equal(1008, (await refused.AnswerCloseAsync()).Code);
        await gateway.Observer.SessionAsync();

        var pool = (await gateway.Services.GetRequiredService<IAdmissionView>().ViewAsync("main", CancellationToken.None)).Pools.Single();
        Assert.Equal(teaches, pool.LearnedSlots is not null);
        await stays.SendCloseAsync(1000);
        await stayingCall.Peer.AnswerCloseAsync();
    }

    [Fact]
    public async Task Handshake_ThatTheUpstreamNeverAnswers_Is504()
    {
        await using var raw = await RawUpstream.StartAsync();
        var silence = new TaskCompletionSource();
        raw.Answer = context => silence.Task;
        await using var gateway = await RelayUnderTest.StartAsync(raw.Http1, settings: new() { ["Gateway:Upstream:HandshakeTimeout"] = "00:00:00.500" });
        var (status, _, answer) = await gateway.TryOpenAsync("/waves/v1/tts/live");
        silence.SetResult();
        Assert.Equal(504, status);
        Assert.Contains("X-Gateway-Error: upstream_timeout", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Handshake_WithMoreSocketsThanTheBound_Is503AndCountsInNoMinute()
    {
        await using var wire = await Wire.OpenAsync(false, "1.1", new()
        {
            ["Gateway:Relay:MaxSessions"] = "1",
            ["Gateway:Upstream:Accounts:0:Limits:stt-live:RequestsPerMinute"] = "2",
        });
        Assert.Equal(503, (await wire.Gateway.TryOpenAsync(Recognition)).Status);
        Assert.Equal(503, (await wire.Gateway.TryOpenAsync(Recognition)).Status);
        wire.Client.Leave();
        await wire.Call.Peer.AnswerCloseAsync();
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task SendInPiecesAsync(FramePeer peer, byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(bytes.Length - at, at % 3 == 0 ? 1 : 1 + (int)(at * 7919L % 20_000));
            await peer.SendBytesAsync(bytes.AsMemory(at, count));
            at += count;
        }
    }

    private static async Task ReadAsync(FramePeer peer, int frames)
    {
        for (var i = 0; i < frames; i++)
            Assert.NotNull(await peer.NextAsync());
    }
}
