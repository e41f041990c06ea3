using System.Collections.Concurrent;

namespace Waves.Simulator.Voices;

/// <summary>The organisation's clones. Thread-safe.</summary>
internal sealed class CloneShelf
{
    /// <summary>Clones kept whatever the plan says; beyond it creation is refused as by the plan.</summary>
    public const int MaxClones = 1_000;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, Clone> _clones = new();

    /// <summary>All clones, oldest first.</summary>
    public IReadOnlyList<Clone> All => [.. _clones.Values.OrderBy(static clone => clone.CreatedAt)];

    /// <returns><see langword="false"/> when there are <paramref name="limit"/> clones already.</returns>
    public bool TryAdd(Clone clone, int? limit)
    {
        lock (_lock)
            return _clones.Count < Math.Min(limit ?? MaxClones, MaxClones) && _clones.TryAdd(clone.Id, clone);
    }

    public Clone? Find(string id) => _clones.GetValueOrDefault(id);

    /// <summary>The model of the clone with that voice id; <see langword="null"/> when there is none.</summary>
    public string? ModelOf(string voiceId) => _clones.Values.FirstOrDefault(clone => clone.VoiceId == voiceId)?.Model;

    public void Clear() => _clones.Clear();
}
