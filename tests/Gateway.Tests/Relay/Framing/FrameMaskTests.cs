using CsCheck;

namespace Gateway.Relay.Framing;

public sealed class FrameMaskTests
{
    [Fact]
    public void Apply_InAnyPieces_IsTheSameAsByteByByte() =>
        Gen.Select(Gen.Byte.Array[0, 500], Gen.UInt, Gen.Int[1, 90]).Sample((payload, key, piece) =>
        {
            var expected = payload.Select((b, i) => (byte)(b ^ (key >> (i % 4 * 8)))).ToArray();
            var actual = new byte[payload.Length];
            for (var at = 0; at < payload.Length; at += piece)
            {
                var count = Math.Min(piece, payload.Length - at);
                FrameMask.Apply(payload.AsSpan(at, count), actual.AsSpan(at, count), key, at);
            }
            Assert.Equal(expected, actual);
        });

    [Fact]
    public void Apply_OntoItselfTwice_ChangesNothing()
    {
        var payload = Enumerable.Range(0, 100).Select(i => (byte)i).ToArray();
        var copy = payload.ToArray();
        FrameMask.Apply(copy, copy, 0x12345678, 3);
        Assert.NotEqual(payload, copy);
        FrameMask.Apply(copy, copy, 0x12345678, 3);
        Assert.Equal(payload, copy);
    }
}
