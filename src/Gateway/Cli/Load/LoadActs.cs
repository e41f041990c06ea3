using System.Buffers.Binary;
using System.Text.Json;

namespace Gateway.Cli.Load;

/// <summary>What callers do: a bit of every kind of work, some of it refused, cut short or interrupted.</summary>
internal static class LoadActs
{
    private const int Rate = 16_000;
    private const int FrameBytes = Rate / 25 * 2; // 40 ms

    private static readonly byte[] Quiet = new byte[FrameBytes];
    private static readonly byte[] Loud = MakeLoud();
    private static readonly byte[] Recording = MakeRecording(TimeSpan.FromSeconds(2));

    /// <summary>All acts.</summary>
    public static IReadOnlyList<Func<LoadCaller, CancellationToken, Task>> All { get; } =
    [
        static (caller, token) => caller.PostAsync("/waves/v1/chat/completions", """{"model":"electron","messages":[{"role":"user","content":"Is there a table for two tonight?"}]}""", token),
        static (caller, token) => caller.PostAsync("/waves/v1/chat/completions", """{"model":"electron","stream":true,"messages":[{"role":"user","content":"Is there a table for two tonight?"}]}""", token),
        static (caller, token) => caller.PostAsync("/waves/v1/tts", """{"text":"Your table is booked for eight.","voice_id":"meher","model":"lightning_v3.1_pro","output_format":"mp3"}""", token),
        static (caller, token) => caller.PostAsync("/waves/v1/tts/live", """{"text":"Your table is booked for eight.","voice_id":"magnus","sample_rate":16000}""", token),
        static (caller, token) => caller.UploadAsync("/waves/v1/stt/?model=pulse&language=en", Recording, token),
        static (caller, token) => caller.UploadAsync("/waves/v1/stt/?model=pulse-pro&language=en", Recording, token),
        static (caller, token) => caller.PostAsync("/waves/v1/text-intelligence", """{"text":"The food was cold and nobody came.","features":{"sentiment":true}}""", token),
        static (caller, token) => caller.GetAsync("/waves/v1/lightning-v3.1/get_voices", token),
        SpeakAsync,
        SpeakAndLeaveAsync,
        DictateAsync,
        TalkAsync,
        // Those that the gateway or the upstream turns away, and one that does not wait for the end.
        static (caller, token) => caller.PostAsync("/waves/v1/chat/completions", """{"model":"electron","n":2,"messages":[{"role":"user","content":"Hello."}]}""", token),
        static (caller, token) => caller.PostAsync("/waves/v1/tts", """{"text":"Hello.","voice_id":"nobody"}""", token),
        static (caller, token) => caller.LeaveAsync("/waves/v1/tts/live", """{"text":"A long story that nobody hears to its end, however good it may be.","voice_id":"magnus"}""", token),
    ];

    /// <summary>Two sentences on one socket, kept alive between them.</summary>
    private static async Task SpeakAsync(LoadCaller caller, CancellationToken cancellationToken)
    {
        using var socket = await caller.ConnectAsync("/waves/v1/tts/live", cancellationToken);
        foreach (var text in (string[])["Your table is booked.", "See you at eight."])
        {
            await socket.SendAsync("""{"text":" ","voice_id":"magnus"}""", cancellationToken);
            await socket.SendAsync($$"""{"text":"{{text}}","voice_id":"magnus","sample_rate":16000,"complete_backoff_ms":0}""", cancellationToken);
            // An error frame ends it as well: no turn came in time.
            await socket.ReadUntilAsync("""
                "status":"complete"
                """.Trim(), cancellationToken);
        }
        await socket.CloseAsync(cancellationToken);
    }

    /// <summary>A listener who has heard enough.</summary>
    private static async Task SpeakAndLeaveAsync(LoadCaller caller, CancellationToken cancellationToken)
    {
        using var socket = await caller.ConnectAsync("/waves/v1/tts/live", cancellationToken);
        await socket.SendAsync("""{"text":"Before I book this table, let me read you all of our terms and conditions.","voice_id":"magnus","sample_rate":16000}""", cancellationToken);
        await socket.ReadUntilAsync("audio", cancellationToken);
        socket.Vanish();
    }

    private static async Task DictateAsync(LoadCaller caller, CancellationToken cancellationToken)
    {
        using var socket = await caller.ConnectAsync("/waves/v1/stt/live?model=pulse&language=en&sample_rate=16000", cancellationToken);
        for (var i = 0; i < 25; i++)
            await socket.SendAsync(Loud, cancellationToken);
        await socket.SendAsync("""{"type":"close_stream"}""", cancellationToken);
        await socket.ReadUntilAsync("nothing has this in it", cancellationToken);
        await socket.CloseAsync(cancellationToken);
    }

    /// <summary>A conversation in which the caller interrupts the first answer.</summary>
    private static async Task TalkAsync(LoadCaller caller, CancellationToken cancellationToken)
    {
        using var socket = await caller.ConnectAsync("/waves/v1/s2s?model=hydra-v1.1", cancellationToken);
        if (!await socket.ReadUntilAsync("session.created", cancellationToken))
            return;
        await socket.SendAsync("""{"type":"session.configure","session":{"voice":"aria"}}""", cancellationToken);
        await SayAsync(socket, cancellationToken);
        await socket.ReadUntilAsync("response.output_audio.delta", cancellationToken);
        await SayAsync(socket, cancellationToken);
        await socket.ReadUntilAsync("response.done", cancellationToken);
        await socket.ReadUntilAsync("response.done", cancellationToken);
        await socket.CloseAsync(cancellationToken);
    }

    private static async Task SayAsync(LoadSocket socket, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 30; i++)
            await socket.SendAsync(JsonSerializer.Serialize(new { type = "input_audio_buffer.append", audio = Convert.ToBase64String(i < 10 ? Loud : Quiet) }), cancellationToken);
    }

    /// <summary>A tone, as far as a detector of speech is concerned.</summary>
    private static byte[] MakeLoud()
    {
        var pcm = new byte[FrameBytes];
        for (var i = 1; i < pcm.Length; i += 4)
            pcm[i] = 0x20;
        return pcm;
    }

    /// <summary>A WAV, 16-bit mono.</summary>
    private static byte[] MakeRecording(TimeSpan length)
    {
        const int header = 44;
        var samples = (int)(length.TotalSeconds * Rate) * 2;
        var wav = new byte[header + samples];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), header - 8 + samples);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(34), 16);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), samples);
        return wav;
    }
}
