using Gateway.Relay.Framing;
using Gateway.Relay.Inspection;
using Gateway.Relay.Pumping;
using Gateway.Relay.Wire;

namespace Gateway.Relay;

/// <summary>Every case of the suite ends through the relay as it ends against the server itself, while frames are inspected.</summary>
public sealed class AutobahnTests
{
    public static TheoryData<string> Cases => [.. AutobahnCases.OfClient.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case_ThroughTheRelay_EndsAsWithoutIt(string id)
    {
        var pieces = AutobahnCases.OfClient.All[id];
        var direct = await TalkAsync(pieces, FrameSender.Client, DirectAsync);
        var relayed = await TalkAsync(pieces, FrameSender.Client, RelayedAsync);
        Assert.NotEmpty(direct);
        Assert.Equal(direct, relayed);
    }

    /// <summary>The other way round: the upstream is the one that tries everything, and a strict client answers.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case_OfTheUpstream_EndsAsWithoutTheRelay(string id)
    {
        var pieces = AutobahnCases.OfServer.All[id];
        var direct = await TalkAsync(pieces, FrameSender.Server, DirectlyToTheClientAsync);
        var relayed = await TalkAsync(pieces, FrameSender.Server, RelayedToTheClientAsync);
        Assert.NotEmpty(direct);
        Assert.Equal(direct, relayed);
    }

    [Fact]
    public void Cases_AreAsManyAsTheSuiteHas_SizesAbove1MiBApart() => Assert.InRange(AutobahnCases.OfClient.All.Count, 240, 400);

    private static async Task DirectAsync(MemoryConnection client)
    {
        await EchoPeer.ServeAsync(client.Near, FrameSender.Server);
        client.Near.Dispose();
    }

    private static async Task DirectlyToTheClientAsync(MemoryConnection upstream)
    {
        await EchoPeer.ServeAsync(upstream.Near, FrameSender.Client);
        upstream.Near.Dispose();
    }

    private static async Task RelayedAsync(MemoryConnection client)
    {
        var upstream = new MemoryConnection();
        var serving = ServeAsync(upstream, FrameSender.Server);
        await RelayAsync(client, upstream);
        Assert.False(client.IsAborted, "the client was cut");
        client.Near.Dispose();
        await serving;
    }

    private static async Task RelayedToTheClientAsync(MemoryConnection upstream)
    {
        var client = new MemoryConnection();
        var serving = ServeAsync(client, FrameSender.Client);
        await RelayAsync(client, upstream);
        Assert.False(client.IsAborted, "the client was cut");
        client.Near.Dispose();
        upstream.Near.Dispose();
        await serving;
    }

    private static async Task RelayAsync(MemoryConnection client, MemoryConnection upstream)
    {
        var pool = new TrackingPool();
        var setup = new RelaySetup(
            new RelayLeg(RelaySide.Client, client.Near, flushes: false, client.Abort),
            new RelayLeg(RelaySide.Upstream, upstream.Near, flushes: false, upstream.Abort))
        {
            ClientWatch = new LookingWatch(),
            UpstreamWatch = new LookingWatch(),
        };
        using var session = new RelaySession(setup, new RelayOptions(), pool, TimeProvider.System);
        await session.RunAsync(_ => ValueTask.CompletedTask);
        pool.AssertClean();
    }

    private static async Task ServeAsync(MemoryConnection connection, FrameSender role)
    {
        await EchoPeer.ServeAsync(connection.Far, role);
        // A client that has said its close takes what is still on its way; only a server leaves first.
        if (role is FrameSender.Client)
            await connection.Far.CopyToAsync(Stream.Null).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Far.Dispose();
    }

    /// <summary>What the suite sees: frames in order, close codes, the end. As a server it leaves first, as servers do.</summary>
    private static async Task<List<string>> TalkAsync(byte[][] pieces, FrameSender role, Func<MemoryConnection, Task> other)
    {
        var connection = new MemoryConnection();
        var serving = other(connection);
        var reading = SeeAsync(new FramePeer(connection.Far, role), role);
        try
        {
            foreach (var piece in pieces)
                await connection.Far.WriteAsync(piece);
        }
        catch (IOException)
        {
            // The server has left already, as it may after a fault or a close.
        }
        var seen = await reading.WaitAsync(TimeSpan.FromSeconds(20));
        connection.Far.Dispose();
        await serving.WaitAsync(TimeSpan.FromSeconds(20));
        return seen;
    }

    private static async Task<List<string>> SeeAsync(FramePeer peer, FrameSender role)
    {
        var seen = new List<string>();
        while (await peer.NextAsync() is { } frame)
        {
            seen.Add(frame.Opcode == Opcode.Close
                ? "close " + (frame.Payload.Length < 2 ? "" : Convert.ToHexString(frame.Payload.AsSpan(0, 2)))
                : $"{frame.Opcode} {frame.Payload.Length} {System.IO.Hashing.XxHash3.HashToUInt64(frame.Payload)}");
            if (frame.Opcode == Opcode.Close && role == FrameSender.Server)
                break;
        }
        seen.Add("end");
        return seen;
    }

    private sealed class LookingWatch() : JsonWatch(new JsonFieldSet(new JsonField("type"), new JsonField("audio", LengthOnly: true)))
    {
        protected override bool MessageEnds() => false;

        protected override void MessageIsCut()
        {
        }
    }
}
