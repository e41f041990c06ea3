using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using Gateway.Relay.Framing;
using Gateway.Relay.Inspection;

namespace Gateway.Relay.Pumping;

public sealed class FrameFlowTests
{
    private static readonly byte[] OwnPong = [1, 2, 3, 4, 5, 6, 7, 8];

    private static FrameFlow Flow(TrackingPool pool, FrameSender sender, FrameWatch? watch = null, bool judges = false) =>
        new(sender, long.MaxValue, pool, OwnPong, watch, judges);

    /// <summary>Puts bytes in as reads of the given sizes and carries out what comes, as a pump does.</summary>
    private static List<byte> Run(FrameFlow flow, byte[] bytes, int[] splits, FrameSender sender, Func<FlowAction, bool>? onOther = null)
    {
        var output = new List<byte>();
        var check = new FrameReaderHarness(sender);
        for (int at = 0, i = 0; ;)
        {
            var action = flow.Next();
            switch (action.Kind)
            {
                case FlowKind.Read when at == bytes.Length:
                    return output;
                case FlowKind.Read:
                    if (flow.IsIdle)
                        flow.Rest();
                    var room = flow.Room();
                    var count = Math.Min(Math.Min(splits[i++ % splits.Length], bytes.Length - at), room.Length);
                    bytes.AsMemory(at, count).CopyTo(room);
                    flow.Filled(count);
                    at += count;
                    break;
                case FlowKind.Forward or FlowKind.Overtake or FlowKind.Close:
                    output.AddRange(action.Bytes.Span);
                    check.Feed(action.Bytes.Span);
                    Assert.Equal(check.Reader.AtBoundary, action.EndsFrame);
                    break;
                default:
                    if (onOther is null || !onOther(action))
                        return output;
                    break;
            }
        }
    }

    [Theory]
    [InlineData((int)FrameSender.Client)]
    [InlineData((int)FrameSender.Server)]
    public void Next_PassingTraffic_GivesTheSameBytesOutHoweverItIsRead(int sender) =>
        Gen.Select(FrameGen.Stream((FrameSender)sender), FrameGen.Splits).Sample((frames, splits) =>
        {
            var pool = new TrackingPool();
            var bytes = FrameGen.Bytes(frames);
            using (var flow = Flow(pool, (FrameSender)sender))
            {
                var output = Run(flow, bytes, splits, (FrameSender)sender);
                Assert.True(bytes.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(output)), "bytes differ");
                Assert.Equal(frames.Count(f => !f.IsControl), flow.DataFrames);
                Assert.True(flow.IsIdle);
            }
            pool.AssertClean();
        }, iter: 200);

    [Fact]
    public void Next_PongsOfOurPings_GoNoFurther() =>
        Gen.Select(FrameGen.Stream(FrameSender.Client), FrameGen.Splits, Gen.Int[0, 5]).Sample((frames, splits, every) =>
        {
            var own = new TestFrame(Opcode.Pong, OwnPong) { MaskKey = 99 };
            var sent = frames.SelectMany((f, i) => i % (every + 1) == 0 ? new[] { own, f } : [f]).Append(own);
            var pool = new TrackingPool();
            using (var flow = Flow(pool, FrameSender.Client))
            {
                var output = Run(flow, FrameGen.Bytes(sent), splits, FrameSender.Client);
                Assert.True(FrameGen.Bytes(frames).AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(output)), "bytes differ");
            }
            pool.AssertClean();
        }, iter: 200);

    [Fact]
    public void Next_JudgedMessages_GoOnOrNotAndTheRestKeepsItsOrder() =>
        Gen.Select(FrameGen.Stream(FrameSender.Client), FrameGen.Splits, Gen.Bool.Array[8]).Sample((frames, splits, verdicts) =>
        {
            var pool = new TrackingPool();
            var judged = 0;
            using var flow = Flow(pool, FrameSender.Client, judges: true);
            var output = Run(flow, FrameGen.Bytes(frames), splits, FrameSender.Client, action =>
            {
                Assert.Equal(FlowKind.Judge, action.Kind);
                if (verdicts[judged++ % verdicts.Length])
                    flow.Release();
                else
                    flow.Drop();
                return true;
            });

            var harness = new FrameReaderHarness(FrameSender.Client);
            harness.Feed(CollectionsMarshal.AsSpan(output));
            Assert.Equal(FrameFault.None, harness.Fault);
            Assert.Equal(frames.Where(f => f.IsControl), harness.Frames.Where(f => f.IsControl));
            Assert.Equal(Admitted(frames, verdicts), harness.Frames.Where(f => !f.IsControl));
            Assert.Equal(frames.Count(f => f.Opcode == Opcode.Text), judged);
            flow.Dispose();
            pool.AssertClean();
        }, iter: 300);

    private static IEnumerable<TestFrame> Admitted(TestFrame[] frames, bool[] verdicts)
    {
        var judged = 0;
        var passes = true;
        foreach (var frame in frames.Where(f => !f.IsControl))
        {
            if (frame.Opcode != Opcode.Continuation)
                passes = frame.Opcode != Opcode.Text || verdicts[judged++ % verdicts.Length];
            if (passes)
                yield return frame;
        }
    }

    [Fact]
    public void CopyHeldText_OfFragments_JoinsAndUnmasksThem()
    {
        TestFrame[] frames =
        [
            new(Opcode.Text, "Guten "u8.ToArray()) { MaskKey = 0xDEADBEEF, Final = false },
            new(Opcode.Ping, [7]) { MaskKey = 1 },
            new(Opcode.Continuation, "Morgen"u8.ToArray()) { MaskKey = 0x01020304 },
        ];
        using var flow = Flow(new TrackingPool(), FrameSender.Client, judges: true);
        string? text = null;
        Run(flow, FrameGen.Bytes(frames), [3], FrameSender.Client, _ =>
        {
            var copy = new byte[flow.HeldTextLength];
            flow.CopyHeldText(copy);
            text = Encoding.UTF8.GetString(copy);
            Assert.True(flow.IsHeldWhole);
            return false;
        });
        Assert.Equal("Guten Morgen", text);
    }

    [Fact]
    public void Next_ATextAboveTheBound_IsJudgedByItsBeginning()
    {
        var frame = new TestFrame(Opcode.Text, new byte[RelayLimits.MaxJudgedTextBytes + 1]) { MaskKey = 5 };
        foreach (var admitted in new[] { true, false })
        {
            using var flow = Flow(new TrackingPool(), FrameSender.Client, judges: true);
            var bytes = FrameGen.Bytes([frame, new TestFrame(Opcode.Binary, [1]) { MaskKey = 6 }]);
            var output = Run(flow, bytes, [1000], FrameSender.Client, _ =>
            {
                Assert.False(flow.IsHeldWhole);
                Assert.InRange(flow.HeldTextLength, 0, 1000);
                if (admitted)
                    flow.Release();
                else
                    flow.Drop();
                return true;
            });
            Assert.Equal(admitted ? bytes.Length : 7, output.Count);
        }
    }

    [Fact]
    public void Ahead_WhileAMessageWaits_LetsControlFramesPastAndKeepsTheRest()
    {
        var text = new TestFrame(Opcode.Text, [65]) { MaskKey = 1 };
        var ping = new TestFrame(Opcode.Ping, [1, 2]) { MaskKey = 2 };
        var pong = new TestFrame(Opcode.Pong, OwnPong) { MaskKey = 3 };
        var later = new TestFrame(Opcode.Binary, [9, 9, 9]) { MaskKey = 4 };
        using var flow = Flow(new TrackingPool(), FrameSender.Client, judges: true);
        Put(flow, FrameGen.Bytes([text, ping, later, pong, ping]));
        Assert.Equal(FlowKind.Judge, flow.Next().Kind);

        Assert.Equal(ping.ToBytes(), flow.Ahead().Bytes.ToArray());
        Assert.Equal(ping.ToBytes(), flow.Ahead().Bytes.ToArray());
        Assert.Equal(FlowKind.Read, flow.Ahead().Kind);

        flow.Release();
        Assert.Equal(FrameGen.Bytes([text, later]), flow.Next().Bytes.ToArray());
        Assert.Equal(FlowKind.Read, flow.Next().Kind);
        Assert.True(flow.IsIdle);
    }

    [Fact]
    public void Ahead_WithMoreThanTheBound_IsFull()
    {
        using var flow = Flow(new TrackingPool(), FrameSender.Client, judges: true);
        Put(flow, new TestFrame(Opcode.Text, [65]) { MaskKey = 1 }.ToBytes());
        Assert.Equal(FlowKind.Judge, flow.Next().Kind);
        var filler = new TestFrame(Opcode.Binary, new byte[1000]) { MaskKey = 1 }.ToBytes();
        var put = 0;
        while (flow.Ahead().Kind == FlowKind.Read)
        {
            Put(flow, filler);
            put += filler.Length;
        }
        Assert.Equal(FlowKind.Full, flow.Ahead().Kind);
        Assert.InRange(put, RelayLimits.MaxHeldBytes - 4096, RelayLimits.MaxHeldBytes);
    }

    [Fact]
    public void Next_ACloseFrame_IsGivenWithItsCodeAndBytes()
    {
        var close = new TestFrame(Opcode.Close, [0x03, 0xF0, (byte)'n', (byte)'o']) { MaskKey = 0x55 };
        using var flow = Flow(new TrackingPool(), FrameSender.Client);
        Put(flow, close.ToBytes());
        var action = flow.Next();
        Assert.Equal(FlowKind.Close, action.Kind);
        Assert.Equal(1008, action.Close.Code);
        Assert.Equal(close.ToBytes(), action.Bytes.ToArray());
    }

    [Fact]
    public void Next_WhatPrecedesAFault_GoesOnFirst()
    {
        var good = new TestFrame(Opcode.Binary, [1, 2, 3]);
        using var flow = Flow(new TrackingPool(), FrameSender.Server);
        Put(flow, [.. good.ToBytes(), 0xC1, 0x00]);
        Assert.Equal(good.ToBytes(), flow.Next().Bytes.ToArray());
        Assert.Equal(FrameFault.ReservedBits, flow.Next().Fault);
        Assert.Equal(FrameFault.ReservedBits, flow.Next().Fault);
    }

    [Fact]
    public void Next_AMessageTheWatchMustAttend_KeepsItsEndUntilThen()
    {
        var watch = new AttendingWatch();
        using var flow = Flow(new TrackingPool(), FrameSender.Server, watch);
        var first = new TestFrame(Opcode.Text, "go"u8.ToArray()).ToBytes();
        var last = new TestFrame(Opcode.Text, "stop"u8.ToArray()).ToBytes();
        Put(flow, [.. first, .. last]);
        Assert.Equal(first, flow.Next().Bytes.ToArray());
        Assert.Equal(FlowKind.Attend, flow.Next().Kind);
        Assert.Equal(last, flow.Next().Bytes.ToArray());

        Put(flow, last.AsSpan(0, 4).ToArray());
        var begun = flow.Next();
        Assert.Equal(4, begun.Bytes.Length);
        Assert.False(begun.EndsFrame);
        Assert.Equal(FlowKind.Read, flow.Next().Kind);
        Put(flow, last.AsSpan(4).ToArray());
        Assert.Equal(FlowKind.Attend, flow.Next().Kind);
        Assert.True(flow.Next().EndsFrame);
    }

    [Fact]
    public void Next_AMaskedDirection_ShowsTheWatchWhatItMeans() =>
        Gen.Select(FrameGen.Stream(FrameSender.Client), FrameGen.Splits).Sample((frames, splits) =>
        {
            var watch = new RecordingWatch();
            using var flow = Flow(new TrackingPool(), FrameSender.Client, watch);
            Run(flow, FrameGen.Bytes(frames), splits, FrameSender.Client);
            Assert.True(watch.Seen.AsSpan().SequenceEqual(frames.Where(f => !f.IsControl).SelectMany(f => f.Payload).ToArray()));
        }, iter: 100);

    [Fact]
    public void Next_RandomBytes_EndsInAFaultOrWaits() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Bool, Gen.Int[1, 40]).Sample((bytes, judges, split) =>
        {
            var pool = new TrackingPool();
            using (var flow = Flow(pool, FrameSender.Client, judges: judges))
            {
                Run(flow, bytes, [split], FrameSender.Client, action =>
                {
                    if (action.Kind == FlowKind.Judge)
                        flow.Drop();
                    return action.Kind == FlowKind.Judge;
                });
            }
            pool.AssertClean();
        }, iter: 2000);

    private static void Put(FrameFlow flow, byte[] bytes)
    {
        var room = flow.Room();
        bytes.CopyTo(room);
        flow.Filled(bytes.Length);
    }

    private sealed class RecordingWatch : FrameWatch
    {
        private readonly List<byte> _seen = [];

        public byte[] Seen => [.. _seen];

        public override bool Begins(Opcode opcode) => true;

        public override void Passes(ReadOnlySpan<byte> payload) => _seen.AddRange(payload);
    }

    private sealed class AttendingWatch : FrameWatch
    {
        private readonly List<byte> _message = [];

        public override bool Begins(Opcode opcode)
        {
            _message.Clear();
            return true;
        }

        public override void Passes(ReadOnlySpan<byte> payload) => _message.AddRange(payload);

        public override bool Ends() => CollectionsMarshal.AsSpan(_message).SequenceEqual("stop"u8);
    }
}
