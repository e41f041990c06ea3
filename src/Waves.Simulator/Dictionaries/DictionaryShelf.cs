using System.Collections.Concurrent;

namespace Waves.Simulator.Dictionaries;

/// <summary>The account's pronunciation dictionaries. Thread-safe.</summary>
internal sealed class DictionaryShelf
{
    /// <summary>Dictionaries kept.</summary>
    public const int MaxDictionaries = 1_000;

    private readonly ConcurrentDictionary<string, PronunciationDictionary> _dictionaries = new();

    public IReadOnlyList<PronunciationDictionary> All => [.. _dictionaries.Values.OrderBy(static dictionary => dictionary.CreatedAt)];

    public bool Contains(string id) => _dictionaries.ContainsKey(id);

    /// <returns><see langword="false"/> when the shelf is full.</returns>
    public bool TryAdd(PronunciationDictionary dictionary) =>
        _dictionaries.Count < MaxDictionaries && _dictionaries.TryAdd(dictionary.Id, dictionary);

    /// <returns>The changed dictionary; <see langword="null"/> when there is none with that id.</returns>
    public PronunciationDictionary? Replace(string id, IReadOnlyList<PronunciationItem> items)
    {
        while (_dictionaries.TryGetValue(id, out var old))
        {
            var changed = old with { Items = items };
            if (_dictionaries.TryUpdate(id, changed, old))
                return changed;
        }

        return null;
    }

    public bool Remove(string id) => _dictionaries.TryRemove(id, out _);

    public void Clear() => _dictionaries.Clear();
}
