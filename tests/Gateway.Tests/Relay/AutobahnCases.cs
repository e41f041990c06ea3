using System.Text;
using Gateway.Relay.Framing;

namespace Gateway.Relay;

/// <summary>
/// What the cases of the Autobahn fuzzing suite (sections 1 to 7, 9 and 10) send, as bytes in the pieces they arrive in.
/// Sizes of section 9 stop at 1 MiB.
/// </summary>
internal sealed class AutobahnCases
{
    private readonly uint? _maskKey;

    private AutobahnCases(uint? maskKey) => _maskKey = maskKey;

    /// <summary>As the fuzzing client sends them.</summary>
    public static AutobahnCases OfClient { get; } = new(0x3B9AC9FF);

    /// <summary>As the fuzzing server sends them.</summary>
    public static AutobahnCases OfServer { get; } = new(null);

    /// <summary>The cases by their number.</summary>
    public IReadOnlyDictionary<string, byte[][]> All => field ??= Build().ToDictionary(c => c.Id, c => c.Pieces);

    private IEnumerable<(string Id, byte[][] Pieces)> Build() =>
    [
        .. Framing(), .. Pings(), .. Reserved(), .. Fragments(), .. Text(), .. Closes(), .. Limits(),
    ];

    private byte[] Goodbye => Close(1000);

    private IEnumerable<(string, byte[][])> Framing()
    {
        foreach (var (section, opcode) in new[] { ("1.1", Opcode.Text), ("1.2", Opcode.Binary) })
        {
            var lengths = new[] { 0, 125, 126, 127, 128, 65535, 65536 };
            for (var i = 0; i < lengths.Length; i++)
                yield return ($"{section}.{i + 1}", [Frame(opcode, Stars(lengths[i])), Goodbye]);
            yield return ($"{section}.8", [.. Chop(Frame(opcode, Stars(65536)), 997), Goodbye]);
        }
    }

    private IEnumerable<(string, byte[][])> Pings()
    {
        yield return ("2.1", [Frame(Opcode.Ping, []), Goodbye]);
        yield return ("2.2", [Frame(Opcode.Ping, "Hello, world!"u8), Goodbye]);
        yield return ("2.3", [Frame(Opcode.Ping, [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF]), Goodbye]);
        yield return ("2.4", [Frame(Opcode.Ping, Stars(125)), Goodbye]);
        yield return ("2.5", [Frame(Opcode.Ping, Stars(126))]);
        yield return ("2.6", [.. Chop(Frame(Opcode.Ping, Stars(125)), 1), Goodbye]);
        yield return ("2.7", [Frame(Opcode.Pong, []), Goodbye]);
        yield return ("2.8", [Frame(Opcode.Pong, "unsolicited"u8), Goodbye]);
        yield return ("2.9", [Frame(Opcode.Pong, "unsolicited"u8), Frame(Opcode.Ping, "p"u8), Goodbye]);
        yield return ("2.10", [.. Enumerable.Range(0, 10).Select(i => Frame(Opcode.Ping, [(byte)i])), Goodbye]);
        yield return ("2.11", [.. Chop([.. Enumerable.Range(0, 10).SelectMany(i => Frame(Opcode.Ping, [(byte)i]))], 1), Goodbye]);
    }

    private IEnumerable<(string, byte[][])> Reserved()
    {
        var hello = Frame(Opcode.Text, "Hello"u8);
        for (var rsv = 1; rsv <= 7; rsv++)
        {
            var frame = Frame(rsv == 5 ? Opcode.Binary : rsv == 6 ? Opcode.Ping : rsv == 7 ? Opcode.Close : Opcode.Text, []);
            frame[0] |= (byte)(rsv << 4);
            yield return ($"3.{rsv}", rsv is 3 or 4 ? [.. Chop([.. hello, .. frame, .. Frame(Opcode.Ping, [])], 1)] : [hello, frame, Frame(Opcode.Ping, [])]);
        }
        foreach (var (section, first) in new[] { ("4.1", 3), ("4.2", 11) })
        {
            for (var i = 0; i < 5; i++)
            {
                var frame = Frame((Opcode)(first + i), i == 1 ? "reserved payload"u8 : []);
                yield return ($"{section}.{i + 1}", i < 2 ? [frame, Frame(Opcode.Ping, [])] : [.. Chop([.. hello, .. frame, .. Frame(Opcode.Ping, [])], i == 4 ? 1 : 100)]);
            }
        }
    }

    private IEnumerable<(string, byte[][])> Fragments()
    {
        var one = Frame(Opcode.Text, "fragment1"u8, final: false);
        var two = Frame(Opcode.Continuation, "fragment2"u8);
        var more = Frame(Opcode.Continuation, "fragment2"u8, final: false);
        var ping = Frame(Opcode.Ping, "ping"u8);
        yield return ("5.1", [Frame(Opcode.Ping, "frag"u8, final: false), Frame(Opcode.Continuation, "ment"u8)]);
        yield return ("5.2", [Frame(Opcode.Pong, "frag"u8, final: false), Frame(Opcode.Continuation, "ment"u8)]);
        yield return ("5.3", [one, two, Goodbye]);
        yield return ("5.4", [[.. one, .. two], Goodbye]);
        yield return ("5.5", [.. Chop([.. one, .. two], 1), Goodbye]);
        yield return ("5.6", [one, ping, two, Goodbye]);
        yield return ("5.7", [[.. one, .. ping, .. two], Goodbye]);
        yield return ("5.8", [.. Chop([.. one, .. ping, .. two], 1), Goodbye]);
        yield return ("5.9", [Frame(Opcode.Continuation, "non-continuation"u8), Frame(Opcode.Text, "Hello"u8)]);
        yield return ("5.10", [[.. Frame(Opcode.Continuation, "non-continuation"u8), .. Frame(Opcode.Text, "Hello"u8)]]);
        yield return ("5.11", [.. Chop([.. Frame(Opcode.Continuation, "non-continuation"u8), .. Frame(Opcode.Text, "Hello"u8)], 1)]);
        yield return ("5.12", [Frame(Opcode.Continuation, "non-continuation"u8, final: false), Frame(Opcode.Text, "Hello"u8)]);
        yield return ("5.15", [one, two, Frame(Opcode.Continuation, "fragment3"u8, final: false), Frame(Opcode.Text, "fragment4"u8)]);
        yield return ("5.16", [Frame(Opcode.Continuation, "1"u8, final: false), Frame(Opcode.Text, "2"u8, final: false), Frame(Opcode.Continuation, "3"u8)]);
        yield return ("5.18", [one, Frame(Opcode.Text, "fragment2"u8)]);
        yield return ("5.19", [one, more, ping, more, more, ping, two, Goodbye]);
        yield return ("5.20", [[.. one, .. more, .. ping], [.. more, .. more, .. ping, .. two], Goodbye]);
    }

    private IEnumerable<(string, byte[][])> Text()
    {
        yield return ("6.1.1", [Frame(Opcode.Text, []), Goodbye]);
        yield return ("6.1.2", [Frame(Opcode.Text, [], final: false), Frame(Opcode.Continuation, [], final: false), Frame(Opcode.Continuation, []), Goodbye]);
        yield return ("6.1.3", [Frame(Opcode.Text, [], final: false), Frame(Opcode.Continuation, "middle"u8, final: false), Frame(Opcode.Continuation, []), Goodbye]);
        var hello = "Hello-µ@ßöäüàá-UTF-8!!"u8.ToArray();
        yield return ("6.2.1", [Frame(Opcode.Text, hello), Goodbye]);
        yield return ("6.2.2", [Frame(Opcode.Text, hello.AsSpan(0, 12), final: false), Frame(Opcode.Continuation, hello.AsSpan(12)), Goodbye]);
        yield return ("6.2.3", [.. hello.Select((b, i) => Frame(i == 0 ? Opcode.Text : Opcode.Continuation, [b], final: i == hello.Length - 1)), Goodbye]);
        var number = 0;
        foreach (var text in TextSamples)
        {
            var bytes = Convert.FromHexString(text);
            number++;
            yield return ($"6.x.{number}", [Frame(Opcode.Text, bytes), Goodbye]);
            yield return ($"6.x.{number} in fragments", [.. bytes.Select((b, i) => Frame(i == 0 ? Opcode.Text : Opcode.Continuation, [b], final: i == bytes.Length - 1)), Goodbye]);
        }
    }

    /// <summary>Sections 6.3 to 6.23: valid and invalid sequences, overlong forms, surrogates, what lies above the last plane.</summary>
    private static readonly string[] TextSamples =
    [
        "CEBAE1BDB9CF83CEBCCEB5", "CEBAE1BDB9CF83CEBCCEB5EDA080656469746564", "CEBAE1BDB9CF83CEBCCEB5F4908080656469746564",
        "CE", "CEBA", "CEBAE1", "CEBAE1BD", "CEBAE1BDB9", "CEBAE1BDB9CF83CEBCCE", "00", "C280", "E0A080", "F0908080", "F888808080", "FC8480808080",
        "7F", "DFBF", "EFBFBF", "F7BFBFBF", "FBBFBFBFBF", "FDBFBFBFBFBF", "ED9FBF", "EE8080", "EFBFBD", "F48FBFBF", "F4908080",
        "80", "BF", "80BF", "80BF80", "80BF80BF80BF", "C020C120C220", "E020E120EF20", "F020F720", "F820FB20", "FC20FD20",
        "C0", "E080", "F08080", "F8808080", "FC80808080", "DF", "EFBF", "F7BFBF", "FBBFBFBF", "FDBFBFBFBF", "C0E080F08080F8808080",
        "FE", "FF", "FEFEFFFF", "C0AF", "E080AF", "F08080AF", "F8808080AF", "FC80808080AF", "C1BF", "E09FBF", "F08FBFBF", "F887BFBFBF", "C080", "E08080", "F0808080",
        "EDA080", "EDADBF", "EDAE80", "EDAFBF", "EDB080", "EDBE80", "EDBFBF", "EDA080EDB080", "EDAFBFEDBFBF", "EFBFBE", "EFBFBF", "F09FBFBE", "F0AFBFBF",
    ];

    private IEnumerable<(string, byte[][])> Closes()
    {
        yield return ("7.1.1", [Frame(Opcode.Text, "Hello World!"u8), Goodbye]);
        yield return ("7.1.2", [Goodbye, Goodbye]);
        yield return ("7.1.3", [Goodbye, Frame(Opcode.Ping, [])]);
        yield return ("7.1.4", [Goodbye, Frame(Opcode.Text, "Hello World!"u8)]);
        yield return ("7.1.5", [Frame(Opcode.Text, "fragment1"u8, final: false), Goodbye, Frame(Opcode.Continuation, "fragment2"u8)]);
        yield return ("7.3.1", [Frame(Opcode.Close, [])]);
        yield return ("7.3.2", [Frame(Opcode.Close, "a"u8)]);
        yield return ("7.3.3", [Close(1000)]);
        yield return ("7.3.4", [Close(1000, "Hello World!")]);
        yield return ("7.3.5", [Close(1000, new string('*', 123))]);
        yield return ("7.3.6", [Close(1000, new string('*', 124))]);
        yield return ("7.5.1", [Frame(Opcode.Close, [0x03, 0xE8, 0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xED, 0xA0, 0x80])]);
        foreach (var code in new[] { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999 })
            yield return ($"7.7 {code}", [Close(code)]);
        foreach (var code in new[] { 0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999 })
            yield return ($"7.9 {code}", [Close(code)]);
        yield return ("7.13.1", [Close(5000)]);
        yield return ("7.13.2", [Close(65535)]);
    }

    private IEnumerable<(string, byte[][])> Limits()
    {
        foreach (var (section, opcode) in new[] { ("9.1", Opcode.Text), ("9.2", Opcode.Binary) })
        {
            yield return ($"{section}.1", [Frame(opcode, Stars(64 << 10)), Goodbye]);
            yield return ($"{section}.2", [Frame(opcode, Stars(256 << 10)), Goodbye]);
            yield return ($"{section}.3", [Frame(opcode, Stars(1 << 20)), Goodbye]);
        }
        foreach (var (section, opcode) in new[] { ("9.3", Opcode.Text), ("9.4", Opcode.Binary) })
        {
            foreach (var size in new[] { 64, 1024, 16 << 10, 256 << 10 })
                yield return ($"{section} {size}", [.. Split(opcode, Stars(1 << 20), size), Goodbye]);
        }
        yield return ("9.5", [.. Chop(Frame(Opcode.Text, Stars(1 << 20)), 2048), Goodbye]);
        yield return ("9.7", [.. Enumerable.Repeat(Frame(Opcode.Text, Stars(64)), 500), Goodbye]);
        yield return ("9.8", [.. Enumerable.Repeat(Frame(Opcode.Binary, Stars(1024)), 500), Goodbye]);
        yield return ("10.1.1", [.. Split(Opcode.Text, Stars(65536), 1300), Goodbye]);
    }

    private IEnumerable<byte[]> Split(Opcode opcode, byte[] payload, int size)
    {
        for (var at = 0; at < payload.Length; at += size)
            yield return Frame(at == 0 ? opcode : Opcode.Continuation, payload.AsSpan(at, Math.Min(size, payload.Length - at)), at + size >= payload.Length);
    }

    private static IEnumerable<byte[]> Chop(byte[] bytes, int size) => bytes.Chunk(size);

    private static byte[] Stars(int count) => Encoding.ASCII.GetBytes(new string('*', count));

    private byte[] Close(int code, string reason = "") => Frame(Opcode.Close, FramePeer.ClosePayload(code, reason));

    private byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload, bool final = true) =>
        new TestFrame(opcode, payload.ToArray()) { Final = final, MaskKey = _maskKey }.ToBytes();
}
