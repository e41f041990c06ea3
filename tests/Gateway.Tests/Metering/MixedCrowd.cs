using System.Text.Json;
using Gateway.RequestPath;

namespace Gateway.Metering;

/// <summary>
/// Callers who do everything that can be done, to the end or not. Each piece of work that they begin counts one; what they
/// heard of work that they left is kept. Thread-safe.
/// </summary>
internal sealed class MixedCrowd(GatewayUnderTest gateway)
{
    private static readonly string[] Formats = ["pcm", "wav", "mp3", "ulaw", "alaw"];
    private static readonly string[] Containers = ["wav", "mp3", "ogg"];
    private static readonly (string Encoding, int BytesPerSecond)[] Encodings = [("linear16", 32_000), ("linear32", 64_000), ("alaw", 16_000), ("mulaw", 16_000), ("ogg_opus", 0)];

    private long _heardBytes;
    private long _deltas;

    /// <summary>Milliseconds of audio that callers got of work that they did not hear to its end.</summary>
    public double HeardMilliseconds => Interlocked.Read(ref _heardBytes) / 32.0;

    /// <summary>Pieces of chat that they got likewise.</summary>
    public long Deltas => Interlocked.Read(ref _deltas);

    /// <summary>One of everything, each done to its end.</summary>
    /// <returns>How many pieces of work each was.</returns>
    public IEnumerable<Task<int>> Whole(int round)
    {
        var protocol = round % 2 == 0 ? WireProtocol.Http1 : WireProtocol.Http2;
        var format = Formats[round % Formats.Length];
        foreach (var row in (string[])["T1", "T4"])
            yield return CallAsync(RowCall.Of(row).WithJson($$"""{"text":"Round {{round}} of {{row}} 😀.","voice_id":"magnus","output_format":"{{format}}","sample_rate":24000}"""), protocol);
        foreach (var row in (string[])["T2", "T5"])
            yield return CallAsync(RowCall.Of(row).WithJson($$"""{"text":"Round {{round}} of {{row}}, as events.","voice_id":"magnus"}"""), protocol);
        foreach (var path in (string[])["/waves/v1/tts/live", "/waves/v1/lightning-v3.1/get_speech/stream"])
            yield return SpeakAsync(protocol, path, syntheses: 1 + (round % 3));
        foreach (var stream in (string[])["", ",\"stream\":true", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"])
            yield return CallAsync(RowCall.Of("L1").WithJson($$"""{"model":"electron","messages":[{"role":"user","content":"Is there a room on day {{round}}?"}]{{stream}}}"""), protocol);
        foreach (var row in (string[])["S1", "S3"])
            yield return CallAsync(RowCall.Of(row) with { Content = () => RowCall.Audio(Recordings.Of(Containers[round % Containers.Length])) }, protocol);
        foreach (var path in (string[])["/waves/v1/stt/live?model=pulse&language=en", "/waves/v1/pulse/get_text?language=en"])
            yield return DictateAsync(protocol, path, Encodings[round % Encodings.Length]);
        yield return TalkAsync(protocol);
        foreach (var row in (string[])["P1", "P2", "X1", "V1", "V2", "V5", "V6", "D1", "D2"])
            yield return CallAsync(RowCall.Of(row), protocol);
    }

    /// <summary>Work that its callers leave after a while, at random.</summary>
    public IEnumerable<Task<int>> Cut(Random random)
    {
        const string story = "A long story that is told to somebody who will not hear its end, however good that may be.";
        yield return LeaveAsync("/waves/v1/tts/live", $$"""{"text":"{{story}}","voice_id":"magnus","sample_rate":16000}""", 3 * random.Next(1, 60));
        yield return LeaveAsync("/waves/v1/chat/completions", $$"""{"model":"electron","stream":true,"messages":[{"role":"user","content":"{{story}}"}]}""", 2 * random.Next(1, 10));
        yield return VanishAsync(story, random.Next(1, 60));
        yield return HangUpAsync(random.Next(1, 60));
    }

    /// <summary>A stream of audio that the upstream may break.</summary>
    public async Task<int> BreakAsync()
    {
        try
        {
            await RowCall.Of("T2").WithJson("""{"text":"The upstream breaks off in the midst of this.","voice_id":"magnus"}""").SendAsync(gateway, WireProtocol.Http1);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Broken, and seen to be.
        }
        return 1;
    }

    private async Task<int> CallAsync(RowCall call, WireProtocol protocol)
    {
        var answer = await call.SendAsync(gateway, protocol);
        Assert.True(answer.Status == 200, $"{call}: {answer.Status} {answer.Body}");
        return 1;
    }

    private async Task<int> SpeakAsync(WireProtocol protocol, string path, int syntheses)
    {
        using var socket = new ClientSocket(await gateway.ConnectAsync(protocol, path));
        for (var i = 0; i < syntheses; i++)
        {
            await socket.SendAsync("""{"text":" ","voice_id":"magnus"}""");
            await socket.SendAsync($$"""{"text":"Sentence {{i}}.","voice_id":"magnus","sample_rate":16000}""");
            await socket.ReceiveUntilAsync("status", "complete");
        }
        await socket.CloseAsync();
        return syntheses;
    }

    private async Task<int> DictateAsync(WireProtocol protocol, string path, (string Encoding, int BytesPerSecond) audio)
    {
        using var socket = new ClientSocket(await gateway.ConnectAsync(protocol, $"{path}&sample_rate=16000&encoding={audio.Encoding}"));
        var recording = audio.BytesPerSecond == 0 ? Recordings.Ogg(5) : new byte[audio.BytesPerSecond / 2];
        foreach (var frame in recording.Chunk(1600))
            await socket.SendAsync(frame);
        await socket.SendAsync("""{"type":"close_stream"}""");
        await socket.ReceiveAllAsync();
        await socket.AnswerCloseAsync();
        return 1;
    }

    private async Task<int> TalkAsync(WireProtocol protocol)
    {
        using var socket = new ClientSocket(await gateway.ConnectAsync(protocol, "/waves/v1/s2s?model=hydra-v1.1"));
        await socket.ReceiveUntilAsync("type", "session.created");
        await socket.SendAsync("""{"type":"session.configure","session":{"voice":"aria"}}""");
        var frame = TimeSpan.FromMilliseconds(40);
        for (var i = 0; i < 30; i++)
            await socket.SendAsync(JsonSerializer.Serialize(new { type = "input_audio_buffer.append", audio = Convert.ToBase64String(i < 10 ? Simulator.Sounds.Loud(frame) : Simulator.Sounds.Quiet(frame)) }));
        await socket.ReceiveUntilAsync("type", "response.done");
        await socket.CloseAsync();
        return 1;
    }

    /// <summary>Reads some events of a stream and goes away, unless the stream breaks before.</summary>
    private async Task<int> LeaveAsync(string path, string json, int events)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        using var answer = await gateway.Client(WireProtocol.Http1).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Patience.Token));
        try
        {
            while (events-- > 0 && await lines.ReadLineAsync(Patience.Token) is { } line)
                Hear(line);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // Broken, also in the midst of an event.
        }
        return 1;
    }

    private void Hear(string line)
    {
        if (!line.StartsWith("data: {", StringComparison.Ordinal))
            return;
        var data = JsonSerializer.Deserialize<JsonElement>(line.AsSpan(6));
        if (data.TryGetProperty("audio", out var audio))
            Interlocked.Add(ref _heardBytes, audio.GetBytesFromBase64().Length);
        else if (data.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out var content) && content.GetString() is { Length: > 0 })
            Interlocked.Increment(ref _deltas);
    }

    /// <summary>Speaks on a socket and vanishes in the midst of the answer.</summary>
    private async Task<int> VanishAsync(string text, int messages)
    {
        using var socket = new ClientSocket(await gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live"));
        await socket.SendAsync($$"""{"text":"{{text}}","voice_id":"magnus","sample_rate":16000,"complete_backoff_ms":5000}""");
        while (messages-- > 0 && await socket.ReceiveAsync() is { } message)
        {
            if (message.TryGetProperty("data", out var data))
                Interlocked.Add(ref _heardBytes, data.GetProperty("audio").GetBytesFromBase64().Length);
        }
        socket.Abort();
        return 1;
    }

    /// <summary>Dictates, and hangs up before it is told what was heard.</summary>
    private async Task<int> HangUpAsync(int frames)
    {
        using var socket = new ClientSocket(await gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/stt/live?model=pulse&language=en&sample_rate=16000"));
        for (var i = 0; i < frames; i++)
            await socket.SendAsync(new byte[1280]);
        await socket.CloseAsync(1001);
        return 1;
    }
}
