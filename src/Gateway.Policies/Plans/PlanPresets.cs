using System.Collections.Frozen;
using Gateway.Policies.Contracts;

namespace Gateway.Policies.Plans;

/// <summary>The plans that ship (waves-api 6.5); every figure can be overridden per account.</summary>
public static class PlanPresets
{
    /// <summary>Open TTS sockets for each unit of concurrent synthesis (waves-api 6.1).</summary>
    public const int SocketsPerTtsSlot = 5;

    /// <summary>Electron 10 RPM / 3, TTS 1 unit with 5 sockets, STT 25 RPM per model, 100 STT sockets, 1 Hydra session.</summary>
    public static Plan Standard { get; } = new("standard", new Dictionary<LimitGroup, LimitSet>
    {
        [LimitGroup.Chat] = new() { RequestsPerMinute = 10, Slots = 3 },
        [LimitGroup.Tts] = new() { Slots = 1, Sockets = SocketsPerTtsSlot },
        [LimitGroup.Stt] = new() { RequestsPerMinute = 25 },
        [LimitGroup.SttLive] = new() { Slots = 100 },
        [LimitGroup.S2s] = new() { Slots = 1 },
    }.ToFrozenDictionary());

    /// <summary>Electron 200 RPM / 20, everything else unlimited unless set.</summary>
    public static Plan Enterprise { get; } = new("enterprise", new Dictionary<LimitGroup, LimitSet>
    {
        [LimitGroup.Chat] = new() { RequestsPerMinute = 200, Slots = 20 },
    }.ToFrozenDictionary());

    /// <summary>No limits.</summary>
    public static Plan Unlimited { get; } = new("unlimited", FrozenDictionary<LimitGroup, LimitSet>.Empty);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Plan> All { get; } = [Standard, Enterprise, Unlimited];

    /// <summary>The preset of a name, in any case; null when there is none.</summary>
    public static Plan? Find(string name) => ByName.GetValueOrDefault(name);

    private static FrozenDictionary<string, Plan> ByName { get; } = All.ToFrozenDictionary(plan => plan.Name, StringComparer.OrdinalIgnoreCase);
}
