using Gateway.Relay.Framing;
using Gateway.Relay.Inspection;
using Gateway.Relay.Pumping;
using Gateway.Relay.Wire;

namespace Gateway.Relay;

/// <summary>Every case of the suite ends through the relay as it ends against the server itself, while frames are inspected.</summary>
public sealed class AutobahnTests
{
    public static TheoryData<string> Cases => [.. AutobahnCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case_ThroughTheRelay_EndsAsWithoutIt(string id)
    {
        var pieces = AutobahnCases.All[id];
        var direct = await TalkAsync(pieces, DirectAsync);
        var relayed = await TalkAsync(pieces, RelayedAsync);
        Assert.NotEmpty(direct);
        Assert.Equal(direct, relayed);
    }

    [Fact]
    public void Cases_AreAsManyAsTheSuiteHas_SizesAbove1MiBApart() => Assert.InRange(AutobahnCases.All.Count, 240, 400);

    private static async Task DirectAsync(MemoryConnection client)
    {
        await EchoUpstream.ServeAsync(client.Near);
        client.Near.Dispose();
    }

    private static async Task RelayedAsync(MemoryConnection client)
    {
        var upstream = new MemoryConnection();
        var serving = ServeAsync(upstream);
        var pool = new TrackingPool();
        var setup = new RelaySetup(
            new RelayLeg(RelaySide.Client, client.Near, flushes: false, client.Abort),
            new RelayLeg(RelaySide.Upstream, upstream.Near, flushes: false, upstream.Abort))
        {
            ClientWatch = new LookingWatch(),
            UpstreamWatch = new LookingWatch(),
        };
        using var session = new RelaySession(setup, new RelayOptions(), pool, TimeProvider.System);
        await session.RunAsync();
        Assert.False(client.IsAborted, "the client was cut");
        client.Near.Dispose();
        await serving;
        pool.AssertClean();

        static async Task ServeAsync(MemoryConnection connection)
        {
            await EchoUpstream.ServeAsync(connection.Far);
            connection.Far.Dispose();
        }
    }

    /// <summary>What a client of the suite sees: frames in order, close codes, the end. It answers a close and waits for the server to leave.</summary>
    private static async Task<List<string>> TalkAsync(byte[][] pieces, Func<MemoryConnection, Task> server)
    {
        var connection = new MemoryConnection();
        var serving = server(connection);
        var reading = SeeAsync(new FramePeer(connection.Far, FrameSender.Client));
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

    private static async Task<List<string>> SeeAsync(FramePeer peer)
    {
        var seen = new List<string>();
        while (await peer.NextAsync() is { } frame)
        {
            seen.Add(frame.Opcode == Opcode.Close
                ? "close " + (frame.Payload.Length < 2 ? "" : Convert.ToHexString(frame.Payload.AsSpan(0, 2)))
                : $"{frame.Opcode} {frame.Payload.Length} {System.IO.Hashing.XxHash3.HashToUInt64(frame.Payload)}");
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
