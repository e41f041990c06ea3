namespace Waves.Simulator.Hydra;

/// <summary>A speech-to-speech model (contract 4.3): its voices, and the rate it announces in <c>session.configured</c>.</summary>
internal sealed record HydraModel(string Name, int OutputRate, string[] Voices)
{
    /// <summary>Used when none is asked for, on every model.</summary>
    public const string DefaultVoice = "sterling";

    private static readonly string[] VoicesOfV11 = ["zoe", "maya", "elena", "ivy", "grace", "alex", "aria", "leo", "sam", "kai"];

    private static readonly string[] VoicesOfV10 =
    [
        "vaughn", "brooks", "cole", "hayes", "pierce", "sterling", "ellis", "lane", "quinn", "arden", "rowan", "blair",
        "emery", "sawyer",
    ];

    private static readonly HydraModel[] All =
    [
        new("hydra-v1.1", 24_000, VoicesOfV11),
        new("hydra-v1.0", 48_000, VoicesOfV10),
        new("hydra", 48_000, VoicesOfV10) { Deprecated = true },
    ];

    /// <summary>A deprecated tag still opens, after a warning.</summary>
    public bool Deprecated { get; private init; }

    /// <summary>The model called <paramref name="name"/>, the current one when nothing is named; <see langword="null"/> when there is none.</summary>
    public static HydraModel? Find(string? name) => name is null ? All[0] : Array.Find(All, model => model.Name == name);

    public bool Speaks(string voice) => voice == DefaultVoice || Voices.Contains(voice);
}
