using System.Text;
using Gateway.Relay.Framing;

namespace Gateway.Benchmarks.Relay;

/// <summary>What is said on each socket of a comparison, paced as in life.</summary>
/// <param name="Name">On the command line and in the table.</param>
/// <param name="Path">The handshake's path and query.</param>
/// <param name="Opening">A text frame that the client says first, so that audio belongs to something; empty for none.</param>
/// <param name="Up">Payload of the client's frames.</param>
/// <param name="UpOpcode">Text or binary.</param>
/// <param name="UpPerSecond">How many a second; 0 for none.</param>
/// <param name="Down">Payload of the upstream's frames.</param>
/// <param name="DownPerSecond">How many a second; 0 for none.</param>
internal sealed record SocketLoad(
    string Name, string Path, string Opening, byte[] Up, Opcode UpOpcode, double UpPerSecond, byte[] Down, double DownPerSecond)
{
    /// <summary>Every payload has room for a moment in time: so many characters at its end.</summary>
    public const int StampLength = 16;

    private const string StampField = ",\"t\":\"0000000000000000\"}";

    /// <summary>The loads by name.</summary>
    public static IReadOnlyList<SocketLoad> All { get; } =
    [
        new("stt", "/waves/v1/stt/live?model=pulse&language=en", "", new byte[640], Opcode.Binary, 50, Transcript(), 2),
        new("stt3200", "/waves/v1/stt/live?model=pulse&language=en", "", new byte[3200], Opcode.Binary, 10, Transcript(), 2),
        new("tts", "/waves/v1/tts/live", """{"voice_id":"magnus","text":"Hello.","sample_rate":24000}""", [], Opcode.Text, 0, Chunk(6144), 25),
        new("calm", "/waves/v1/stt/live?model=pulse&language=en", "", new byte[640], Opcode.Binary, 1, Transcript(), 1),
        new("idle", "/waves/v1/tts/live", "", [], Opcode.Text, 0, [], 0),
        new("hydra", "/waves/v1/s2s?model=hydra-v1.1", "", Append(960), Opcode.Text, 33, Delta(3840), 25),
    ];

    private static byte[] Chunk(int bytes) => Stamped(
        $$$"""{"session_id":"ws_42a1b7dc790d","request_id":"task_397292856ef3","status":"chunk","data":{"audio":"{{{Audio(bytes)}}}"}""");

    private static byte[] Append(int bytes) => Stamped($$"""{"type":"input_audio_buffer.append","audio":"{{Audio(bytes)}}" """.TrimEnd());

    private static byte[] Delta(int bytes) => Stamped(
        $$"""{"type":"response.output_audio.delta","event_id":"sv_9d0d9414b75eb3a5","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"delta":"{{Audio(bytes)}}" """.TrimEnd());

    private static byte[] Transcript() => Stamped(
        """{"type":"transcription","status":"success","session_id":"4d96f1cc","transcript":"and then we went to the","is_final":false,"is_last":false""");

    private static string Audio(int bytes) => Convert.ToBase64String(new byte[bytes]);

    private static byte[] Stamped(string open) => Encoding.UTF8.GetBytes(open + StampField);
}
