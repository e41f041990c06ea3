using System.Text;
using Gateway.Metering;
using Gateway.Policies.Usage;

namespace Gateway.Benchmarks.Metering;

/// <summary>What metering does for every event and every piece of an answer, each as one operation on ready-made bytes.</summary>
internal static class MeteringHotPath
{
    private static readonly byte[] ChatEvent = Encoding.UTF8.GetBytes(
        """data: {"id":"chatcmpl-8089a60a09e21a38","object":"chat.completion.chunk","created":1781600200,"model":"electron","choices":[{"index":0,"delta":{"content":" Douro"},"finish_reason":null}]}""" + "\n\n");

    private static readonly byte[] AudioEvent = Encoding.UTF8.GetBytes(
        "event: audio\ndata: {\"audio\":\"" + Convert.ToBase64String(new byte[1024]) + "\",\"done\":false,\"status\":\"206\"}\n\n");

    private static readonly ChatMeter Chat = new(streams: true);
    private static readonly AudioEventsMeter Audio = new(44_100);
    private static readonly UsageChunkFilter Filter = new();
    private static readonly AudioLength Samples = new(new(AudioEncoding.Pcm16, 24_000));
    private static readonly byte[] Piece = new byte[8192];
    private static readonly byte[] Filtered = [.. ChatEvent];

    /// <summary>Every hot path by the name that the allocation budget knows.</summary>
    public static IReadOnlyList<(string Name, Action Operation)> All { get; } =
    [
        ("metering: count an event of a chat stream", CountChat),
        ("metering: look for figures in a chat event", LookForFigures),
        ("metering: count a 1 KB event of audio", CountAudio),
        ("metering: count 8 KB of samples", CountSamples),
    ];

    public static void CountChat()
    {
        Chat.Feed(ChatEvent);
        if (!Chat.HasBegun)
            throw new InvalidOperationException("The delta was not found.");
    }

    public static void LookForFigures()
    {
        if (Filter.Filter(Filtered, isEnd: false) != Filtered.Length)
            throw new InvalidOperationException("Content was withheld.");
    }

    public static void CountAudio()
    {
        Audio.Feed(AudioEvent);
        if (!Audio.HasBegun)
            throw new InvalidOperationException("The audio was not found.");
    }

    public static void CountSamples() => Samples.Feed(Piece);
}
