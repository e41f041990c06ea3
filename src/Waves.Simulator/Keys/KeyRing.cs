using System.Collections.Concurrent;

namespace Waves.Simulator.Keys;

/// <summary>The upstream keys the account accepts. Thread-safe; a change holds from the next request on.</summary>
public sealed class KeyRing
{
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);

    internal KeyRing(IEnumerable<string> keys)
    {
        foreach (var key in keys)
            Accept(key);
    }

    public IReadOnlyCollection<string> Accepted => [.. _keys.Keys];

    /// <summary>Accepts <paramref name="key"/> from now on.</summary>
    public void Accept(string key) => _keys[key] = true;

    /// <summary>Refuses <paramref name="key"/> from now on, as after a rotation; open sockets stay.</summary>
    public void Revoke(string key) => _keys.TryRemove(key, out _);

    internal bool Knows(string key) => _keys.ContainsKey(key);
}
