using System.Collections.Frozen;

namespace Gateway.Policies.Keys;

/// <summary>All keys known at one moment, by hash. Immutable; a look-up takes no lock and allocates nothing.</summary>
public sealed class VirtualKeySnapshot
{
    private readonly FrozenDictionary<KeyHash, VirtualKey> _keys;
    private readonly Dictionary<string, VirtualKey> _byId;

    /// <summary>Indexes the keys.</summary>
    /// <param name="keys">The keys by the hash of each secret; a key in rotation stands under two hashes.</param>
    /// <param name="version">Rises with every snapshot.</param>
    public VirtualKeySnapshot(FrozenDictionary<KeyHash, VirtualKey> keys, long version)
    {
        _keys = keys;
        Version = version;
        _byId = new(keys.Count, StringComparer.Ordinal);
        foreach (var key in keys.Values)
        {
            // Of a key in rotation, the entry that lasts longer speaks for it: the other carries the end of the old secret.
            if (!_byId.TryGetValue(key.Id, out var other) || Outlasts(key, other))
                _byId[key.Id] = key;
        }
    }

    /// <summary>No keys.</summary>
    public static VirtualKeySnapshot Empty { get; } = new(FrozenDictionary<KeyHash, VirtualKey>.Empty, 0);

    /// <summary>Rises with every snapshot.</summary>
    public long Version { get; }

    /// <summary>How many secrets are known.</summary>
    public int Count => _keys.Count;

    /// <summary>
    /// Hashes secrets as these keys were hashed; it changes together with them. Null while the pepper cannot be read,
    /// and then no key is known.
    /// </summary>
    public KeyHasher? Hasher { get; init; }

    /// <summary>
    /// False until everything that holds keys has been read once. An unknown key means nothing then: the answer is
    /// "unavailable", not "unauthorized", which clients take as final.
    /// </summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Every key once.</summary>
    public IReadOnlyCollection<VirtualKey> Keys => _byId.Values;

    /// <summary>The key of a hash, active or not; null when there is none.</summary>
    public VirtualKey? Find(KeyHash hash) => _keys.GetValueOrDefault(hash);

    /// <summary>The key of a secret, active or not; null when there is none.</summary>
    public VirtualKey? Find(ReadOnlySpan<char> secret) =>
        Hasher is not null && Hasher.TryHash(secret, out var hash) ? Find(hash) : null;

    /// <summary>The key of a secret if it is in force; null for one that is not, and after as long for one that there is not.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="now">The moment it has to be in force.</param>
    /// <remarks>
    /// A key that is found is read from memory, which is seldom in the processor's cache and takes long enough to be
    /// measured over the wire. Where none is found another one is read and judged instead.
    /// </remarks>
    public VirtualKey? FindActive(ReadOnlySpan<char> secret, DateTimeOffset now)
    {
        if (Hasher is null || !Hasher.TryHash(secret, out var hash))
            return null;
        var found = Find(hash);
        var isInForce = (found ?? Another(hash))?.IsActive(now) is true;
        return isInForce ? found : null;
    }

    /// <summary>The key of a public id, active or not; null when there is none.</summary>
    public VirtualKey? FindById(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Any key, the same for the same hash, with its own hash compared on the way as if it were found; null when there are none.</summary>
    private VirtualKey? Another(KeyHash hash)
    {
        if (_keys.Count == 0)
            return null;
        var index = (int)(hash.B % (ulong)_keys.Count);
        return _keys.Keys[index] == hash ? null : _keys.Values[index];
    }

    private static bool Outlasts(VirtualKey key, VirtualKey other) =>
        (key.ExpiresAt ?? DateTimeOffset.MaxValue) > (other.ExpiresAt ?? DateTimeOffset.MaxValue);
}
