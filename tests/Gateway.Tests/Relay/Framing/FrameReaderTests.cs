using System.Runtime.InteropServices;
using CsCheck;

namespace Gateway.Relay.Framing;

public sealed class FrameReaderTests
{
    [Theory]
    [InlineData((int)FrameSender.Client)]
    [InlineData((int)FrameSender.Server)]
    public void Next_AnySplitOfAnyValidStream_FindsTheSameFramesAndLosesNoByte(int sender) =>
        Gen.Select(FrameGen.Stream((FrameSender)sender), FrameGen.Splits).Sample((frames, splits) =>
        {
            var bytes = FrameGen.Bytes(frames);
            var harness = new FrameReaderHarness((FrameSender)sender);
            for (int at = 0, i = 0; at < bytes.Length; i++)
            {
                var count = Math.Min(splits[i % splits.Length], bytes.Length - at);
                harness.Feed(bytes.AsSpan(at, count));
                at += count;
            }
            Assert.Equal(FrameFault.None, harness.Fault);
            Assert.Equal(frames, harness.Frames);
            Assert.True(bytes.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(harness.Out)), "bytes differ");
            Assert.Equal(frames.Count(f => !f.IsControl && f.Final), harness.Messages);
            Assert.True(harness.Reader.AtBoundary);
        }, iter: 300);

    [Fact]
    public void Next_ByteByByte_FindsTheSameFrames()
    {
        TestFrame[] frames =
        [
            new(Opcode.Text, new byte[300]) { MaskKey = 0xA1B2C3D4, Final = false },
            new(Opcode.Ping, [1, 2, 3]) { MaskKey = 7 },
            new(Opcode.Continuation, new byte[70_000]) { MaskKey = 9 },
            new(Opcode.Binary, []) { MaskKey = 0 },
            new(Opcode.Close, [0x03, 0xE8]) { MaskKey = 1 },
        ];
        var harness = new FrameReaderHarness(FrameSender.Client);
        foreach (var b in FrameGen.Bytes(frames))
            harness.Feed([b]);
        Assert.Equal(frames, harness.Frames);
    }

    [Fact]
    public void Next_RandomBytes_NeitherThrowsNorStalls() =>
        Gen.Select(Gen.Byte.Array[0, 400], FrameGen.Splits, Gen.Bool).Sample((bytes, splits, client) =>
        {
            var harness = new FrameReaderHarness(client ? FrameSender.Client : FrameSender.Server, 1 << 20);
            for (int at = 0, i = 0; at < bytes.Length; i++)
            {
                var count = Math.Min(splits[i % splits.Length], bytes.Length - at);
                harness.Feed(bytes.AsSpan(at, count));
                at += count;
            }
            Assert.Equal(bytes.Take(harness.Out.Count), harness.Out);
        }, iter: 3000);

    public static TheoryData<string, int, int> InvalidStreams => new()
    {
        // hex, bytes that prove it, fault; of a client unless the line says server
        { "C1", 1, (int)FrameFault.ReservedBits },
        { "A1", 1, (int)FrameFault.ReservedBits },
        { "91", 1, (int)FrameFault.ReservedBits },
        { "F1", 1, (int)FrameFault.ReservedBits },
        { "83", 1, (int)FrameFault.ReservedOpcode },
        { "84", 1, (int)FrameFault.ReservedOpcode },
        { "85", 1, (int)FrameFault.ReservedOpcode },
        { "86", 1, (int)FrameFault.ReservedOpcode },
        { "87", 1, (int)FrameFault.ReservedOpcode },
        { "8B", 1, (int)FrameFault.ReservedOpcode },
        { "8C", 1, (int)FrameFault.ReservedOpcode },
        { "8F", 1, (int)FrameFault.ReservedOpcode },
        { "08", 1, (int)FrameFault.FragmentedControl },
        { "09", 1, (int)FrameFault.FragmentedControl },
        { "0A", 1, (int)FrameFault.FragmentedControl },
        { "80", 1, (int)FrameFault.NothingToContinue },
        { "00", 1, (int)FrameFault.NothingToContinue },
        { "8105", 2, (int)FrameFault.MaskDirection },
        { "8100", 2, (int)FrameFault.MaskDirection },
        { "89FE", 2, (int)FrameFault.ControlTooLong },
        { "88FF", 2, (int)FrameFault.ControlTooLong },
        { "81FE0000", 4, (int)FrameFault.LengthNotMinimal },
        { "81FE007D", 4, (int)FrameFault.LengthNotMinimal },
        { "82FF000000000000007E", 10, (int)FrameFault.LengthNotMinimal },
        { "82FF000000000000FFFF", 10, (int)FrameFault.LengthNotMinimal },
        { "82FF8000000000000000", 10, (int)FrameFault.LengthNegative },
        { "82FFFFFFFFFFFFFFFFFF", 10, (int)FrameFault.LengthNegative },
        // an empty first fragment, then a new message; then a second continuation after the last
        { "01800000000081", 7, (int)FrameFault.MessageInsideMessage },
        { "01800000000082", 7, (int)FrameFault.MessageInsideMessage },
        { "01800000000080800000000080", 13, (int)FrameFault.NothingToContinue },
        // a control frame inside a message leaves it open
        { "018000000000898000000000" + "81", 13, (int)FrameFault.MessageInsideMessage },
        // above the bound of 1 MiB, at once and as the sum of fragments
        { "82FF00000000001000010102030" + "4", 14, (int)FrameFault.MessageTooLong },
    };

    [Theory]
    [MemberData(nameof(InvalidStreams))]
    public void Next_AnInvalidStream_IsAFaultAtTheByteThatProvesIt(string hex, int proof, int fault)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(bytes.Length, proof);
        var harness = new FrameReaderHarness(FrameSender.Client, 1 << 20);
        for (var i = 0; i < proof; i++)
        {
            Assert.Equal(FrameFault.None, harness.Fault);
            harness.Feed(bytes.AsSpan(i, 1));
        }
        Assert.Equal((FrameFault)fault, harness.Fault);

        var whole = new FrameReaderHarness(FrameSender.Client, 1 << 20);
        whole.Feed(bytes);
        Assert.Equal((FrameFault)fault, whole.Fault);
    }

    [Fact]
    public void Next_AMaskedFrameOfTheServer_IsAFault()
    {
        var harness = new FrameReaderHarness(FrameSender.Server);
        harness.Feed([0x81, 0x80]);
        Assert.Equal(FrameFault.MaskDirection, harness.Fault);
    }

    [Fact]
    public void Next_FragmentsThatTogetherPassTheBound_AreAFault()
    {
        var harness = new FrameReaderHarness(FrameSender.Server, 1000);
        harness.Feed(new TestFrame(Opcode.Text, new byte[600]) { Final = false }.ToBytes());
        Assert.Equal(FrameFault.None, harness.Fault);
        harness.Feed(new TestFrame(Opcode.Continuation, new byte[401]).ToBytes());
        Assert.Equal(FrameFault.MessageTooLong, harness.Fault);
    }

    [Fact]
    public void Next_LengthsWhoseSumOverflows_AreAFault()
    {
        var harness = new FrameReaderHarness(FrameSender.Server);
        harness.Feed(new TestFrame(Opcode.Text, [1]) { Final = false }.ToBytes());
        harness.Feed(Convert.FromHexString("807F7FFFFFFFFFFFFFFF"));
        Assert.Equal(FrameFault.MessageTooLong, harness.Fault);
    }

    [Fact]
    public void Next_AfterAFault_SaysTheSameForEver()
    {
        var reader = new FrameReader(FrameSender.Server, long.MaxValue);
        Assert.Equal(FrameFault.ReservedOpcode, reader.Next([0x83]).Fault);
        Assert.Equal(FrameFault.ReservedOpcode, reader.Next([0x81, 0x00]).Fault);
    }

    [Fact]
    public void Next_OnACopy_LeavesTheOriginalWhereItWas()
    {
        var bytes = new TestFrame(Opcode.Text, [1, 2, 3]).ToBytes();
        var reader = new FrameReader(FrameSender.Server, long.MaxValue);
        var copy = reader;
        copy.Next(bytes);
        Assert.False(copy.AtBoundary);
        Assert.True(reader.AtBoundary);
        Assert.Equal(FrameStepKind.FrameStart, reader.Next(bytes).Kind);
    }
}
