using Gateway.Relay.Framing;

namespace Gateway.Relay.Pumping;

public sealed class RelayLegTests
{
    [Fact]
    public async Task AClose_ThatIsOnItsWay_DoesNotLookCutOff()
    {
        // Full with any frame, so that each is on its way until the peer reads it.
        var connection = new MemoryConnection(bufferBytes: 2);
        using var leg = new RelayLeg(RelaySide.Upstream, connection.Near, flushes: false, connection.Abort);

        var writing = leg.SendCloseAsync(1001, "").AsTask();
        Assert.Equal((false, true, false, false), (writing.IsCompleted, leg.IsClosed, leg.HasSentClose, leg.IsCutOff));

        Assert.Equal(1001, (await new FramePeer(connection.Far, FrameSender.Server).NextCloseAsync()).Code);
        await writing;
        Assert.Equal((true, false), (leg.HasSentClose, leg.IsCutOff));
    }

    [Fact]
    public async Task AClose_ThatDoesNotGoOut_LeavesItsPeerCutOff()
    {
        var connection = new MemoryConnection();
        using var leg = new RelayLeg(RelaySide.Upstream, connection.Near, flushes: false, connection.Abort);
        connection.Far.Dispose();

        await Assert.ThrowsAsync<IOException>(() => leg.SendCloseAsync(1001, "").AsTask());

        Assert.True(leg.IsCutOff);
    }
}
