using System.Text;

namespace Gateway.Benchmarks.Http;

/// <summary>One kind of call, and how often it is made.</summary>
/// <param name="Name">On the command line and in the table.</param>
/// <param name="Path">Where it goes.</param>
/// <param name="ContentType">What its body is.</param>
/// <param name="Body">Its body.</param>
/// <param name="Answer">Body of the answer, or one event of a stream that never ends.</param>
/// <param name="IsStream">Whether the answer is a stream of events.</param>
/// <param name="Connections">Calls at once.</param>
/// <param name="PerSecondEach">Calls, or events, a second on each connection; 0: one call right after the other.</param>
internal sealed record HttpLoad(
    string Name, string Path, string ContentType, byte[] Body, byte[] Answer, bool IsStream, int Connections, double PerSecondEach)
{
    private const string Key = "\"t\":\"";
    private const string Chat = """{"model":"electron","temperature":0.4,"messages":[{"role":"system","content":"You run the front desk of a small hotel and answer in one sentence."},{"role":"user","content":"Is there a room on Saturday for two, with breakfast, and what would the two nights until Monday cost?"}]}""";
    private const string Speech = """{"text":"Thanks, one moment please.","voice_id":"magnus","sample_rate":24000,"output_format":"pcm","speed":1.1,"language":"en"}""";

    /// <summary>The loads by name.</summary>
    public static IReadOnlyList<HttpLoad> All { get; } =
    [
        new("chat", "/waves/v1/chat/completions", "application/json", Text(Chat), Text(Completion()), false, 32, 0),
        new("chat-paced", "/waves/v1/chat/completions", "application/json", Text(Chat), Text(Completion()), false, 100, 4),
        new("audio64k", "/waves/v1/tts", "application/json", Text(Speech), new byte[64 * 1024], false, 16, 0),
        new("audio64k-paced", "/waves/v1/tts", "application/json", Text(Speech), new byte[64 * 1024], false, 50, 4),
        new("sse-chat", "/waves/v1/chat/completions", "application/json", Text(Chat.Replace("{\"model\"", "{\"stream\":true,\"model\"", StringComparison.Ordinal)), Event(160), true, 100, 20),
        new("sse-audio", "/waves/v1/tts/live", "application/json", Text(Speech), Event(8192), true, 100, 12),
        new("upload", "/waves/v1/stt?model=pulse&language=en", "audio/wav", new byte[20 * 1024 * 1024], Text("""{"status":"success","transcription":"hello"}"""), false, 2, 0),
    ];

    /// <summary>The request as it is sent.</summary>
    /// <param name="key">A virtual key.</param>
    public byte[] RequestOf(string key) =>
    [
        .. Text($"POST {Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nContent-Type: {ContentType}\r\nAccept: */*\r\nUser-Agent: comparison/1.0\r\nContent-Length: {Body.Length}\r\n\r\n"),
        .. Body,
    ];

    /// <summary>The answer as it is sent; of a stream, its head and a first event: some proxies keep the head until then.</summary>
    public byte[] AnswerBytes() => IsStream
        ? [.. Text("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nX-Request-Id: req_1\r\nTransfer-Encoding: chunked\r\n\r\n"), .. ChunkBytes()]
        : [.. Text($"HTTP/1.1 200 OK\r\nContent-Type: {(Answer.Length > 10_000 ? "audio/wav" : "application/json")}\r\nX-Request-Id: req_1\r\nContent-Length: {Answer.Length}\r\n\r\n"), .. Answer];

    /// <summary>An event as a chunk of its own.</summary>
    public byte[] ChunkBytes() => [.. Text($"{Answer.Length:x}\r\n"), .. Answer, .. "\r\n"u8];

    private static string Completion() =>
        $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"electron","choices":[{"index":0,"message":{"role":"assistant","content":"{{{new string('a', 520)}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":64,"completion_tokens":130,"total_tokens":194,"prompt_tokens_details":{"cached_tokens":0} } }""";

    private static byte[] Event(int bytes) => Text(
        $$$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"{{{new string('a', bytes)}}}"}}],""" + Key + new string('0', 16) + "\"}\n\n");

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
