using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Gateway.Policies.Admission;
using Gateway.Relay.Framing;
using Gateway.RequestPath;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Relay.Wire;

/// <summary>
/// Any end in any state: a socket in each state is brought to one end, all at once, before a survivor that parts as it
/// should or one that is deaf. Both legs are gone, the slots are free, nothing is pooled out, each is told once and rightly.
/// How soon is for <see cref="RelaySessionTests"/>, on a clock of its own, and for <see cref="KilledAnywhereTests"/>.
/// </summary>
public sealed class EndOfSocketTests
{
    private const string Tts = "/waves/v1/tts/live";
    private const string Stt = "/waves/v1/stt/live?model=pulse&language=en";
    private const int HalfLength = 20;
    private const string Text = """{"voice_id":"magnus","text":"How are you?"}""";
    private static readonly string[] States = ["quiet", "client in a frame", "upstream in a frame", "in a message", "client closing", "upstream closing", "speaking", "held"];

    public enum End
    {
        Close,
        Leave,
        Reset,
        Break,
    }

    public static TheoryData<bool, Side, End, bool> Ends
    {
        get
        {
            var data = new TheoryData<bool, Side, End, bool>();
            foreach (var http2 in new[] { false, true })
            {
                foreach (var side in Enum.GetValues<Side>())
                {
                    foreach (var end in Enum.GetValues<End>())
                    {
                        data.Add(http2, side, end, false);
                        data.Add(http2, side, end, true);
                    }
                }
            }
            return data;
        }
    }

    /// <summary>Who brings the end about.</summary>
    public enum Side
    {
        Client,
        Upstream,
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task End_InEveryState_LeavesNothing(bool http2, Side side, End end, bool survivorIsDeaf)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(http2 ? raw.Http2 : raw.Http1, http2 ? "2" : "1.1", Settings);
        var pairs = await OpenAllAsync(gateway, raw, http2);

        await Task.WhenAll(pairs.Select(p => EndAsync(p, side, end, survivorIsDeaf)));

        await gateway.EmptyAsync();
        var reasons = await NothingStaysAsync(gateway, pairs);
        // Two were closing already, and what ended those may be that.
        Assert.InRange(reasons.Count(r => r == ReasonOf(side, end)), States.Length - 2, States.Length);
    }

    /// <summary>A cable is pulled: nothing comes any more, not even an answer to a ping.</summary>
    [Theory]
    [InlineData(false, Side.Client)]
    [InlineData(false, Side.Upstream)]
    [InlineData(true, Side.Client)]
    [InlineData(true, Side.Upstream)]
    public async Task Vanished_InEveryState_IsFoundByItsSilence(bool http2, Side side)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(http2 ? raw.Http2 : raw.Http1, http2 ? "2" : "1.1", new(Settings)
        {
            ["Gateway:Relay:PingInterval"] = "00:00:01",
            ["Gateway:Relay:PeerTimeout"] = "00:00:02",
        });
        var pairs = await OpenAllAsync(gateway, raw, http2);
        var ending = pairs.Select(p => SurviveAsync(side == Side.Client ? p.Call.Peer : p.Client)).ToArray();

        await gateway.EmptyAsync();
        await Task.WhenAll(ending);
        await NothingStaysAsync(gateway, pairs);
    }

    /// <summary>It is there and takes nothing: the upstream is stopped, and in the end the client is cut.</summary>
    [Theory]
    [InlineData(false, Stt)]
    [InlineData(false, Tts)]
    [InlineData(true, Stt)]
    [InlineData(true, Tts)]
    public async Task Client_ThatNeverReads_IsCutAndLeavesNothing(bool http2, string path)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(http2 ? raw.Http2 : raw.Http1, http2 ? "2" : "1.1", new(Settings) { ["Gateway:Relay:WriteTimeout"] = "00:00:02" });
        var pair = new Pair(path == Tts ? "speaking" : "quiet", await gateway.OpenAsync(path, http2), await raw.CallAsync());
        await BringIntoAsync(pair);

        // More than all buffers on the way hold.
        var speech = FrameGen.Bytes([pair.Call.Peer.Frame(Opcode.Binary, new byte[64 * 1024])]);
        var sending = Task.Run(async () =>
        {
            while (gateway.Sessions.Count > 0)
                await pair.Call.Peer.SendBytesAsync(speech);
        });
        await Quietly(sending.WaitAsync(RequestPath.Patience.Limit));

        await gateway.EmptyAsync();
        Assert.Equal([RelayEndReason.ClientStalled], await NothingStaysAsync(gateway, [pair]));
    }

    /// <summary>As shipped: silence, one look of the clock, the parting.</summary>
    [Fact]
    public void Vanished_WithTheSettingsAsShipped_IsGoneWithinThirtySeconds()
    {
        var shipped = new RelayOptions();
        Assert.InRange(shipped.PeerTimeout + RelayTimes.Tick + shipped.CloseTimeout, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.True(shipped.PingInterval < shipped.PeerTimeout);
    }

    /// <summary>The upstream has not answered yet.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Handshake_ThatEitherSideLeaves_LeavesNothing(bool http2, bool upstreamLeaves)
    {
        await using var raw = await RawUpstream.StartAsync();
        await using var gateway = await RelayUnderTest.StartAsync(http2 ? raw.Http2 : raw.Http1, http2 ? "2" : "1.1", Settings);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        raw.Answer = async context =>
        {
            using var gone = context.RequestAborted.Register(left.SetResult);
            asked.SetResult();
            if (upstreamLeaves)
                context.Abort();
            await left.Task;
        };
        using var leaving = new CancellationTokenSource();
        using var transport = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        using var client = new ClientWebSocket();
        client.Options.HttpVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Options.CollectHttpResponseDetails = true;
        client.Options.SetRequestHeader("Authorization", "Bearer " + gateway.Secret);

        var target = new UriBuilder(new Uri(http2 ? gateway.Http2 : gateway.Http1, Stt)) { Scheme = "ws" }.Uri;
        var asking = client.ConnectAsync(target, transport, leaving.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        if (!upstreamLeaves)
            await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => asking);

        Assert.Equal(upstreamLeaves ? HttpStatusCode.BadGateway : 0, client.HttpStatusCode);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(3));
        // No session has begun: the upstream is left and the slot given back at the same time, in either order.
        await Patience.UntilAsync(async () => (await PoolsAsync(gateway)).All(static pool => pool is { Slots: 0, Sockets: 0, Waiting: 0 }));
        await gateway.EmptyAsync();
        gateway.Pool.AssertClean();
    }

    private static Dictionary<string, string?> Settings => new()
    {
        ["Gateway:Relay:CloseTimeout"] = "00:00:00.300",
        // One speaks, the next is held behind it.
        ["Gateway:Upstream:Accounts:0:Limits:tts:Slots"] = "1",
        ["Gateway:Upstream:Accounts:0:Limits:tts:Sockets"] = "5",
        ["Gateway:Upstream:Accounts:0:Limits:stt-live:Slots"] = "10",
        ["Gateway:Admission:DefaultMaxWait"] = "00:01:00",
    };

    private sealed record Pair(string State, FramePeer Client, UpstreamCall Call);

    private static async Task<List<Pair>> OpenAllAsync(RelayUnderTest gateway, RawUpstream raw, bool http2)
    {
        var pairs = new List<Pair>();
        foreach (var state in States)
        {
            var client = await gateway.OpenAsync(state is "speaking" or "held" ? Tts : Stt, http2);
            var pair = new Pair(state, client, await raw.CallAsync());
            await BringIntoAsync(pair);
            pairs.Add(pair);
        }
        return pairs;
    }

    private static async Task BringIntoAsync(Pair pair)
    {
        var (client, upstream) = (pair.Client, pair.Call.Peer);
        switch (pair.State)
        {
            case "client in a frame":
                await client.SendBytesAsync(Whole(client).AsMemory(0, HalfLength));
                await upstream.ReceiveAsync(HalfLength);
                break;
            case "upstream in a frame":
                await upstream.SendBytesAsync(Whole(upstream).AsMemory(0, HalfLength));
                await client.ReceiveAsync(HalfLength);
                break;
            case "in a message":
                await client.SendAsync(client.Frame(Opcode.Text, [65], final: false));
                await upstream.NextAsync();
                await upstream.SendAsync(upstream.Frame(Opcode.Text, [65], final: false));
                await client.NextAsync();
                break;
            case "client closing":
                await client.SendCloseAsync(1000, "bye");
                await upstream.NextCloseAsync();
                break;
            case "upstream closing":
                await upstream.SendCloseAsync(1000, "bye");
                await client.NextCloseAsync();
                break;
            case "speaking":
                await client.SendTextAsync(Text);
                await upstream.NextTextAsync();
                break;
            case "held":
                // The ping overtakes the text, which waits then.
                await client.SendTextAsync(Text);
                await client.SendAsync(client.Frame(Opcode.Ping, [7]));
                Assert.Equal(Opcode.Ping, (await upstream.NextAsync())!.Opcode);
                break;
        }
    }

    /// <summary>A frame that begins in one piece and may end in another.</summary>
    private static byte[] Whole(FramePeer peer) => FrameGen.Bytes([peer.Frame(Opcode.Binary, new byte[100])]);

    private static async Task EndAsync(Pair pair, Side side, End end, bool survivorIsDeaf)
    {
        var (who, other) = side == Side.Client ? (pair.Client, pair.Call.Peer) : (pair.Call.Peer, pair.Client);
        var surviving = survivorIsDeaf ? Task.CompletedTask : SurviveAsync(other);
        switch (end)
        {
            case End.Close:
                if (pair.State == (side == Side.Client ? "client in a frame" : "upstream in a frame"))
                    await Quietly(who.SendBytesAsync(Whole(who).AsMemory(HalfLength)));
                await Quietly(who.SendCloseAsync(1000, "bye"));
                await SurviveAsync(who);
                break;
            case End.Break:
                // Reserved bits; inside a frame they are payload until it is full.
                await Quietly(who.SendBytesAsync(new byte[100]));
                await Quietly(who.SendBytesAsync(side == Side.Client ? new byte[] { 0xF1, 0x80, 0, 0, 0, 0 } : new byte[] { 0xF1, 0 }));
                await SurviveAsync(who);
                break;
            case End.Reset when side == Side.Upstream:
                pair.Call.Reset();
                break;
            case End.Reset when who.Stream is NetworkStream { Socket: var socket }:
                socket.LingerState = new LingerOption(true, 0);
                who.Leave();
                break;
            default:
                who.Leave();
                break;
        }
        await surviving;
    }

    /// <summary>Answers pings and a close as it should, and leaves when the connection ends.</summary>
    private static async Task SurviveAsync(FramePeer peer)
    {
        while (await HearAsync(peer) is { } frame)
        {
            if (frame.Opcode is Opcode.Ping)
                await Quietly(peer.SendAsync(peer.Frame(Opcode.Pong, frame.Payload)));
            if (frame.Opcode is not Opcode.Close)
                continue;
            await Quietly(peer.SendAsync(peer.Frame(Opcode.Close, frame.Payload)));
            break;
        }
        peer.Leave();
    }

    private static async Task<TestFrame?> HearAsync(FramePeer peer)
    {
        try
        {
            return await peer.NextAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has left by itself.
            return null;
        }
    }

    private static RelayEndReason ReasonOf(Side side, End end) => (side, end) switch
    {
        (Side.Client, End.Close) => RelayEndReason.ClientClosed,
        (Side.Client, End.Break) => RelayEndReason.ClientFault,
        (Side.Client, _) => RelayEndReason.ClientGone,
        (_, End.Close) => RelayEndReason.UpstreamClosed,
        (_, End.Break) => RelayEndReason.UpstreamFault,
        _ => RelayEndReason.UpstreamGone,
    };

    private static async Task<List<RelayEndReason>> NothingStaysAsync(RelayUnderTest gateway, List<Pair> pairs)
    {
        var reasons = new List<RelayEndReason>();
        foreach (var pair in pairs)
        {
            // Who was deaf finds its connection at its end.
            while (await HearAsync(pair.Client) is not null)
            {
            }
            pair.Client.Leave();
            pair.Call.Leave();
            var usage = await gateway.Observer.SessionAsync();
            reasons.Add(usage.Reason);
            for (var i = 0; i < usage.Results && usage.Protocol is Policies.Contracts.SocketProtocol.Tts; i++)
                await gateway.Observer.SynthesisAsync();
        }
        Assert.Equal((0, 0), (gateway.Observer.SynthesesWaiting, gateway.Observer.SessionsWaiting));
        await BooksAreEmptyAsync(gateway);
        gateway.Pool.AssertClean();
        return reasons;
    }

    private static async Task BooksAreEmptyAsync(RelayUnderTest gateway) =>
        Assert.All(await PoolsAsync(gateway), pool => Assert.Equal((0, 0, 0), (pool.Slots, pool.Sockets, pool.Waiting)));

    private static async Task<ImmutableArray<PoolView>> PoolsAsync(RelayUnderTest gateway) =>
        (await gateway.Services.GetRequiredService<IAdmissionView>().ViewAsync("main", CancellationToken.None)).Pools;

    private static async Task Quietly(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
