using System.Net.Sockets;
using Gateway.Policies.Admission;
using Gateway.Relay.Framing;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Relay.Wire;

/// <summary>
/// Either side dies at any byte of what it had to say, quietly or by a reset, while the other speaks: 1,000 times over all
/// transports. There is one slot and room for one socket, so that whatever stays behind is found by the next.
/// </summary>
public sealed class KilledAnywhereTests
{
    private const int TimesEach = 250;
    private const string Chunk = """{"session_id":"ws_1","request_id":"task_1","status":"chunk","data":{"audio":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}""";

    private static readonly Dictionary<string, string?> RoomForOne = new()
    {
        ["Gateway:Upstream:Accounts:0:Limits:tts:Slots"] = "1",
        ["Gateway:Upstream:Accounts:0:Limits:tts:Sockets"] = "1",
    };

    [Theory]
    [InlineData(false, "1.1", 1)]
    [InlineData(false, "2", 2)]
    [InlineData(true, "1.1", 3)]
    [InlineData(true, "2", 4)]
    public async Task EitherSide_DyingAtAnyByte_LeavesNothingBehind(bool http2, string upstreamVersion, int seed)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(upstreamVersion == "2" ? raw.Http2 : raw.Http1, upstreamVersion, RoomForOne);
        var books = gateway.Services.GetRequiredService<IAdmissionView>();
        var random = new Random(seed);
        for (var i = 0; i < TimesEach; i++)
        {
            var client = await gateway.OpenAsync("/waves/v1/tts/live", http2);
            var call = await raw.CallAsync();

            await KillAsync(client, call, clientDies: random.Next(2) == 0, resets: random.Next(2) == 0, random.NextDouble());

            await gateway.EmptyAsync();
            var usage = await gateway.Observer.SessionAsync();
            for (var synthesis = 0; synthesis < usage.Results; synthesis++)
                await gateway.Observer.SynthesisAsync();
            Assert.Equal((0, 0), (gateway.Observer.SynthesesWaiting, gateway.Observer.SessionsWaiting));
            Assert.All((await books.ViewAsync("main", CancellationToken.None)).Pools, pool => Assert.Equal((0, 0), (pool.Slots, pool.Sockets)));
            gateway.Pool.AssertClean();
        }
    }

    private static async Task KillAsync(FramePeer client, UpstreamCall call, bool clientDies, bool resets, double where)
    {
        var asked = FrameGen.Bytes([
            client.Frame(Opcode.Text, """{"voice_id":"magnus","text":"How are you?"}"""u8.ToArray()),
            client.Frame(Opcode.Ping, [1, 2, 3]),
            client.Frame(Opcode.Text, """{"text":"And you?","continue":true}"""u8.ToArray())]);
        var answered = FrameGen.Bytes([
            call.Peer.Frame(Opcode.Text, System.Text.Encoding.UTF8.GetBytes(Chunk)),
            call.Peer.Frame(Opcode.Pong, [1, 2, 3]),
            call.Peer.Frame(Opcode.Text, System.Text.Encoding.UTF8.GetBytes(Chunk)),
            call.Peer.Frame(Opcode.Text, """{"status":"complete","request_id":"task_1"}"""u8.ToArray())]);
        var (victim, survivor) = clientDies ? (client, call.Peer) : (call.Peer, client);
        var (cut, whole) = clientDies ? (asked, answered) : (answered, asked);
        var surviving = SurviveAsync(survivor, whole);
        var hearing = HearAsync(victim);
        await Quietly(victim.SendBytesAsync(cut.AsMemory(0, (int)(cut.Length * where))));
        if (!clientDies && resets)
            call.Reset();
        if (clientDies && resets && victim.Stream is NetworkStream { Socket: var socket })
            socket.LingerState = new LingerOption(true, 0);
        victim.Leave();
        await Task.WhenAll(Quietly(hearing), Quietly(surviving));
        call.Leave();
        client.Leave();
    }

    /// <summary>Says everything, answers a close as it should, and leaves when the connection ends.</summary>
    private static async Task SurviveAsync(FramePeer peer, byte[] says)
    {
        await Quietly(peer.SendBytesAsync(says));
        while (await peer.NextAsync() is { } frame)
        {
            if (frame.Opcode is not Opcode.Close)
                continue;
            await Quietly(peer.SendAsync(peer.Frame(Opcode.Close, frame.Payload)));
            return;
        }
    }

    private static async Task HearAsync(FramePeer peer)
    {
        while (await peer.NextAsync() is not null)
        {
        }
    }

    private static async Task Quietly(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
