using System.Buffers;
using System.Text;
using Gateway.Policies.Usage;
using Gateway.Relay.Conversations;
using Gateway.Relay.Framing;
using Gateway.Relay.Inspection;
using Gateway.Relay.Pumping;

namespace Gateway.Benchmarks.Relay;

/// <summary>What runs for every frame of a socket, each as one operation on ready-made bytes.</summary>
internal static class RelayHotPath
{
    /// <summary>20 ms of 16 kHz audio as a client sends it.</summary>
    private static readonly byte[] SttFrame = Frame(FrameSender.Client, Opcode.Binary, new byte[640]);

    /// <summary>8 KB of base64 as the upstream sends it.</summary>
    private static readonly byte[] TtsChunk = Encoding.UTF8.GetBytes(
        """{"session_id":"ws_42a1b7dc790d","request_id":"task_397292856ef3","status":"chunk","data":{"audio":" """.TrimEnd()
        + Convert.ToBase64String(new byte[6144]) + "\"}}");

    private static readonly byte[] TtsFrame = Frame(FrameSender.Server, Opcode.Text, TtsChunk);

    private static readonly byte[] HydraFrame = Frame(FrameSender.Client, Opcode.Text, Encoding.UTF8.GetBytes(
        """{"type":"input_audio_buffer.append","audio":" """.TrimEnd() + Convert.ToBase64String(new byte[960]) + "\"}"));

    private static readonly JsonScanner Scanner = new(new JsonFieldSet(
        new JsonField("status"), new JsonField("request_id"), new JsonField("data.audio", LengthOnly: true)));

    private static readonly HydraClientWatch HydraWatch = new();
    private static readonly FrameFlow SttFlow = Flow(FrameSender.Client, new SttClientWatch());
    private static readonly FrameFlow TtsFlow = Flow(FrameSender.Server, new ScanningWatch());
    private static readonly FrameFlow HydraFlow = Flow(FrameSender.Client, HydraWatch);
    private static FrameReader Reader = new(FrameSender.Client, long.MaxValue);

    /// <summary>Every hot path by the name that the allocation budget knows.</summary>
    public static IReadOnlyList<(string Name, Action Operation)> All { get; } =
    [
        ("relay: read a frame header", ReadHeader),
        ("relay: find the fields of an 8 KB chunk", ScanChunk),
        ("relay: pass a 640 B STT frame", PassStt),
        ("relay: pass an 8 KB TTS frame", PassTts),
        ("relay: pass a 1.3 KB Hydra frame", PassHydra),
        ("relay: time an audio chunk", TimeAudio),
        ("relay: a frame each way through a session", SessionHotPath.ThereAndBack),
    ];

    public static void ReadHeader()
    {
        var start = Reader.Next(SttFrame);
        if (!Reader.Next(SttFrame.AsSpan(start.Consumed)).EndsMessage)
            throw new InvalidOperationException("The frame has no end.");
    }

    public static void ScanChunk()
    {
        Scanner.Reset();
        Scanner.Feed(TtsChunk);
        if (Scanner.MeasuredCharacters != 8192)
            throw new InvalidOperationException("The audio was not found.");
    }

    public static void PassStt() => Pass(SttFlow, SttFrame);

    public static void PassTts() => Pass(TtsFlow, TtsFrame);

    public static void PassHydra() => Pass(HydraFlow, HydraFrame);

    public static void TimeAudio()
    {
        var playback = new AudioPlayback();
        playback.Arrived(TimeSpan.Zero, TimeSpan.FromMilliseconds(new AudioFormat(AudioEncoding.Pcm16, 24_000).Milliseconds(6144)));
    }

    /// <summary>As the pump does it, without the streams: room, bytes, what to do, rest.</summary>
    private static void Pass(FrameFlow flow, byte[] frame)
    {
        var room = flow.Room();
        frame.CopyTo(room);
        flow.Filled(frame.Length);
        if (flow.Next() is not { Kind: FlowKind.Forward, EndsFrame: true } || flow.Next().Kind != FlowKind.Read)
            throw new InvalidOperationException("The frame does not pass whole.");
        flow.Rest();
    }

    private static FrameFlow Flow(FrameSender sender, FrameWatch watch) =>
        new(sender, long.MaxValue, ArrayPool<byte>.Shared, new byte[8], watch, judges: false);

    private static byte[] Frame(FrameSender sender, Opcode opcode, byte[] payload)
    {
        var frame = new byte[FrameWriter.LengthOf(sender, payload.Length)];
        FrameWriter.Write(frame, sender, opcode, payload);
        return frame;
    }

    private sealed class ScanningWatch : FrameWatch
    {
        public override bool Begins(Opcode opcode)
        {
            Scanner.Reset();
            return true;
        }

        public override void Passes(ReadOnlySpan<byte> payload) => Scanner.Feed(payload);
    }
}
