using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Gateway.Relay.Framing;

/// <summary>Feeds a reader as a direction does: what a step leaves stays in front of the next read.</summary>
internal sealed class FrameReaderHarness(FrameSender sender, long maxMessageBytes = long.MaxValue)
{
    private readonly List<byte> _waiting = [];
    private readonly List<byte> _payload = [];
    private FrameReader _reader = new(sender, maxMessageBytes);
    private FrameHeader _open;

    /// <summary>Frames that are complete, unmasked.</summary>
    public List<TestFrame> Frames { get; } = [];

    /// <summary>Every byte that a step consumed, in order.</summary>
    public List<byte> Out { get; } = [];

    public int Messages { get; private set; }

    public FrameFault Fault { get; private set; }

    public FrameReader Reader => _reader;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        _waiting.AddRange(bytes);
        var input = (ReadOnlySpan<byte>)CollectionsMarshal.AsSpan(_waiting);
        while (Fault == FrameFault.None)
        {
            var step = _reader.Next(input);
            if (step.Kind == FrameStepKind.NeedMore)
            {
                Assert.Equal(0, step.Consumed);
                Assert.True(input.Length < FrameHeader.MaxControlFrame, "waits for more than a control frame can be");
                break;
            }
            Take(step, input[..step.Consumed]);
            input = input[step.Consumed..];
        }
        _waiting.RemoveRange(0, _waiting.Count - input.Length);
    }

    private void Take(FrameStep step, ReadOnlySpan<byte> taken)
    {
        Fault = step.Fault;
        Out.AddRange(taken);
        switch (step.Kind)
        {
            case FrameStepKind.FrameStart:
                _open = _reader.Header;
                break;
            case FrameStepKind.Payload:
                Assert.Equal(_payload.Count + step.Consumed, _reader.Position);
                _payload.AddRange(taken);
                break;
            case FrameStepKind.Control:
                Frames.Add(Frame(_reader.Header, [.. taken[_reader.Header.Length..]]));
                return;
        }
        if (step.EndsFrame)
        {
            Frames.Add(Frame(_open, [.. _payload]));
            _payload.Clear();
        }
        if (step.EndsMessage)
            Messages++;
    }

    private static TestFrame Frame(FrameHeader header, byte[] payload)
    {
        if (!header.Masked)
            return new TestFrame(header.Opcode, payload) { Final = header.Final };
        Span<byte> key = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(key, header.MaskKey);
        for (var i = 0; i < payload.Length; i++)
            payload[i] ^= key[i % 4];
        return new TestFrame(header.Opcode, payload) { Final = header.Final, MaskKey = header.MaskKey };
    }
}
