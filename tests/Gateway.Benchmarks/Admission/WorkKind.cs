using System.Text;

namespace Gateway.Benchmarks.Admission;

/// <summary>A kind of work that takes a slot, as bytes on a connection.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Row">The contract's row.</param>
/// <param name="Target">Method and target.</param>
/// <param name="ContentType">Of the body; empty: none. A socket has none.</param>
/// <param name="Body">The body; on a socket the first text frame, which begins the work; empty: the socket itself is the work.</param>
internal sealed record WorkKind(string Name, string Row, string Target, string ContentType = "", string Body = "")
{
    private const string Chat = """{"model":"electron","messages":[{"role":"user","content":"When do you close today?"}]""";
    private const string Speech = """{"voice_id":"magnus","text":"Of course, we are open until eight."}""";

    public static IReadOnlyList<WorkKind> Calls { get; } =
    [
        new("speech, whole", "T1", "POST /waves/v1/tts", "application/json", Speech),
        new("speech, streamed", "T2", "POST /waves/v1/tts/live", "application/json", Speech),
        new("chat, whole", "L1", "POST /waves/v1/chat/completions", "application/json", Chat + "}"),
        new("chat, streamed", "L1", "POST /waves/v1/chat/completions", "application/json", Chat + ""","stream":true}"""),
        new("transcription of an upload", "S1", "POST /waves/v1/stt/?model=pulse&language=en", "application/octet-stream", new string('a', 64_000)),
        new("voice cloning", "V1", "POST /waves/v1/voice-cloning", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"displayName\"\r\n\r\nAda\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n" + new string('a', 3200) + "\r\n--b--\r\n"),
        new("post-call analysis", "P1", "POST /waves/v1/pca", "application/json", """{"transcript":"Good morning."}"""),
        new("voices", "V5", "GET /waves/v1/lightning-v3.1/get_voices"),
        new("dictionaries", "D1", "GET /waves/v1/pronunciation-dicts"),
    ];

    public static IReadOnlyList<WorkKind> Sockets { get; } =
    [
        new("synthesis on a socket", "T3", "GET /waves/v1/tts/live", Body: Speech),
        new("live transcription", "S2", "GET /waves/v1/stt/live?model=pulse&language=en"),
        new("live transcription, older path", "S4", "GET /waves/v1/pulse/get_text?language=en"),
        new("speech to speech", "H1", "GET /waves/v1/s2s?model=hydra-v1.1"),
    ];

    public bool IsSocket => Sockets.Contains(this);

    /// <summary>The request, head and body.</summary>
    public byte[] Request(string key)
    {
        var upgrade = IsSocket ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" : "";
        var content = ContentType.Length > 0 ? $"Content-Type: {ContentType}\r\nContent-Length: {Body.Length}\r\n" : "";
        return Encoding.ASCII.GetBytes($"{Target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nX-Gateway-Max-Wait: 60\r\n{upgrade}{content}\r\n{(IsSocket ? "" : Body)}");
    }

    /// <summary>The frame that begins the work on an open socket, masked with zeros; empty: none.</summary>
    public byte[] FirstFrame() => IsSocket && Body.Length > 0 ? [0x81, (byte)(0x80 | Body.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(Body)] : [];
}
