using System.Text;
using Gateway.Admission;
using Gateway.Relay.Framing;
using Gateway.Relay.Pumping;

namespace Gateway.Relay;

/// <summary>A session whose process stood still: its slot may be somebody else's when it wakes.</summary>
public sealed class SlotFenceTests : IDisposable
{
    private readonly FrozenLease _lease = new();

    [Fact]
    public async Task Leg_WhoseSlotWasSold_WritesNotOneByteMore()
    {
        using var wire = new MemoryStream();
        using var leg = new RelayLeg(RelaySide.Upstream, wire, flushes: false, static () => { }) { Fence = new LeaseFence(_lease) };
        await leg.WriteAsync_NeedsTurn("before"u8.ToArray());
        _lease.WakesUp(sold: true);

        await leg.WriteAsync_NeedsTurn("after"u8.ToArray());
        await leg.SendAsync(Opcode.Ping, "ping"u8.ToArray());
        await leg.WriteCloseAsync_NeedsTurn(new byte[] { 0x88, 0x80, 0, 0, 0, 0 });
        await leg.SendCloseAsync(1001, "going away");

        Assert.Equal("before", Encoding.UTF8.GetString(wire.ToArray()));
    }

    [Fact]
    public async Task Session_WhoseSlotWasSold_EndsWithTheNextFrameOfItsClient()
    {
        var bench = Bench();
        await bench.Client.SendTextAsync("before");
        Assert.Equal("before", await bench.Upstream.NextTextAsync());
        _lease.WakesUp(sold: true);

        await bench.Client.SendTextAsync("after");

        var (ending, _) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.Revoked, ending.Reason);
        Assert.True(bench.UpstreamAborted);
    }

    [Fact]
    public async Task Client_WhoseSlotWasSold_IsToldSo()
    {
        var bench = Bench();
        _lease.WakesUp(sold: true);
        await bench.Client.SendTextAsync("after");

        Assert.Equal((1008, "concurrency_limit_reached"), await bench.Client.NextCloseAsync());
        await bench.OverAsync();
    }

    [Fact]
    public async Task Frame_OfAClientWhoseSlotIsStillItsOwn_GoesOnOnceThatIsKnown()
    {
        var bench = Bench();
        _lease.WakesUp(sold: false);

        await bench.Client.SendTextAsync("after");

        Assert.Equal("after", await bench.Upstream.NextTextAsync());
        Assert.Equal(1, _lease.Asked);
        await bench.Client.SendTextAsync("more");
        Assert.Equal("more", await bench.Upstream.NextTextAsync());
        Assert.Equal(1, _lease.Asked);
        bench.Session.End(RelayEnding.Operator);
        await bench.OverAsync();
    }

    [Fact]
    public async Task Slot_SoldWhileNobodySpeaks_EndsTheSession()
    {
        var bench = Bench();

        _lease.Sell();

        var (ending, _) = await bench.OverAsync();
        Assert.Equal(RelayEndReason.Revoked, ending.Reason);
    }

    public void Dispose() => _lease.Dispose();

    private RelayBench Bench()
    {
        var fence = new LeaseFence(_lease);
        var bench = new RelayBench(fence: fence);
        fence.Guard(() => bench.Session.End(RelayEnding.SlotLost));
        return bench.Start();
    }
}
