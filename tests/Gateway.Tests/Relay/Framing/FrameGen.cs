using CsCheck;

namespace Gateway.Relay.Framing;

/// <summary>Generators of valid streams and of ways to cut them.</summary>
internal static class FrameGen
{
    private static readonly Gen<int> Length = Gen.Frequency(
        (4, Gen.Int[0, 20]), (3, Gen.Int[120, 130]), (2, Gen.Int[200, 3000]), (1, Gen.Int[65530, 65545]));

    private static readonly Gen<byte[]> Payload = Length.SelectMany(n => Gen.Byte.Array[n]);

    private static readonly Gen<TestFrame> ControlFrame = Gen.Select(
        Gen.Bool.Select(b => b ? Opcode.Ping : Opcode.Pong), Gen.Byte.Array[0, 125], (opcode, payload) => new TestFrame(opcode, payload));

    /// <summary>One message in one to four fragments, with control frames before any of them.</summary>
    private static readonly Gen<TestFrame[]> Message = Gen.Select(
        Gen.Bool.Select(b => b ? Opcode.Text : Opcode.Binary),
        Payload.Array[1, 4],
        ControlFrame.List[0, 3],
        Gen.Int[0, 3],
        (opcode, parts, controls, before) =>
        {
            var frames = new List<TestFrame>();
            for (var i = 0; i < parts.Length; i++)
            {
                if (i == before)
                    frames.AddRange(controls);
                frames.Add(new TestFrame(i == 0 ? opcode : Opcode.Continuation, parts[i]) { Final = i == parts.Length - 1 });
            }
            return frames.ToArray();
        });

    /// <summary>Up to six messages of one sender, masked as it must.</summary>
    public static Gen<TestFrame[]> Stream(FrameSender sender) => Gen.Select(
        Message.Array[0, 6], Gen.UInt.Array[32],
        (messages, keys) => messages.SelectMany(m => m)
            .Select((f, i) => sender == FrameSender.Client ? f with { MaskKey = keys[i % keys.Length] } : f).ToArray());

    /// <summary>Sizes of the reads, used round robin: many small ones, some large.</summary>
    public static Gen<int[]> Splits { get; } = Gen.Frequency(
        (1, Gen.Const(1)), (3, Gen.Int[1, 20]), (2, Gen.Int[100, 5000]), (1, Gen.Int[60000, 200000])).Array[1, 20];

    public static byte[] Bytes(IEnumerable<TestFrame> frames) => [.. frames.SelectMany(f => f.ToBytes())];
}
