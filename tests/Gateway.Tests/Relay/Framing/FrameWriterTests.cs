using System.Text;
using CsCheck;

namespace Gateway.Relay.Framing;

public sealed class FrameWriterTests
{
    [Fact]
    public void Write_AnyPayloadInEitherRole_IsReadBackAsItWas() =>
        Gen.Select(FrameGen.Splits, Gen.Bool, Gen.Bool.Select(b => b ? Opcode.Text : Opcode.Binary)).Sample((sizes, client, opcode) =>
        {
            var sender = client ? FrameSender.Client : FrameSender.Server;
            var harness = new FrameReaderHarness(sender);
            foreach (var size in sizes)
            {
                var payload = new byte[size];
                new Random(size).NextBytes(payload);
                var frame = new byte[FrameWriter.LengthOf(sender, size)];
                Assert.Equal(frame.Length, FrameWriter.Write(frame, sender, opcode, payload));
                harness.Feed(frame);
                Assert.True(payload.AsSpan().SequenceEqual(harness.Frames[^1].Payload));
            }
            Assert.Equal(FrameFault.None, harness.Fault);
        }, iter: 100);

    [Fact]
    public void Write_AsClient_TakesAFreshKeyForEachFrame()
    {
        var frames = Enumerable.Range(0, 16).Select(_ =>
        {
            var frame = new byte[FrameWriter.LengthOf(FrameSender.Client, 4)];
            FrameWriter.Write(frame, FrameSender.Client, Opcode.Ping, [0, 0, 0, 0]);
            return Convert.ToHexString(frame);
        });
        Assert.Equal(16, frames.Distinct().Count());
    }

    [Theory]
    [InlineData(1012, "restart")]
    [InlineData(1000, "")]
    public void WriteClose_ACodeAndReason_StandInThePayload(int code, string reason)
    {
        var frame = new byte[FrameHeader.MaxControlFrame];
        var length = FrameWriter.WriteClose(frame, FrameSender.Server, (ushort)code, reason);
        var harness = new FrameReaderHarness(FrameSender.Server);
        harness.Feed(frame.AsSpan(0, length));
        var close = Assert.Single(harness.Frames);
        Assert.Equal(Opcode.Close, close.Opcode);
        Assert.Equal(FrameFault.None, CloseStatus.Read(close.Payload, out var status));
        Assert.Equal(code, status.Code);
        Assert.Equal(reason, Encoding.UTF8.GetString(close.Payload.AsSpan(2)));
    }

    [Fact]
    public void WriteClose_WithoutACode_HasNoPayload()
    {
        var frame = new byte[FrameHeader.MaxControlFrame];
        Assert.Equal(2, FrameWriter.WriteClose(frame, FrameSender.Server, CloseStatus.None, "unused"));
        Assert.Equal([0x88, 0x00], frame[..2]);
    }

    [Fact]
    public void WriteClose_AReasonThatIsTooLong_IsCutBetweenCharacters()
    {
        var frame = new byte[FrameHeader.MaxControlFrame];
        var length = FrameWriter.WriteClose(frame, FrameSender.Server, 1000, new string('é', 100));
        Assert.Equal(FrameFault.None, CloseStatus.Read(frame.AsSpan(2..length), out _));
        Assert.Equal(new string('é', 61), Encoding.UTF8.GetString(frame.AsSpan(4..length)));
    }
}
