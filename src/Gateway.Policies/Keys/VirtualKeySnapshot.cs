namespace Gateway.Policies.Keys;

/// <summary>All keys known at one moment, by hash. Immutable; a look-up takes no lock and allocates nothing.</summary>
public sealed class VirtualKeySnapshot
{
    private readonly KeyHashTable _keys;
    private readonly Dictionary<string, VirtualKey> _byId;

    /// <summary>Indexes the keys.</summary>
    /// <param name="keys">The keys by the hash of each secret, each hash once; a key in rotation stands under two hashes.</param>
    /// <param name="version">Rises with every snapshot.</param>
    public VirtualKeySnapshot(IReadOnlyCollection<KeyValuePair<KeyHash, VirtualKey>> keys, long version)
    {
        _keys = new(keys);
        Version = version;
        _byId = new(keys.Count, StringComparer.Ordinal);
        foreach (var (_, key) in keys)
        {
            // Of a key in rotation, the entry that lasts longer speaks for it: the other carries the end of the old secret.
            if (!_byId.TryGetValue(key.Id, out var other) || Outlasts(key, other))
                _byId[key.Id] = key;
        }
    }

    /// <summary>No keys.</summary>
    public static VirtualKeySnapshot Empty { get; } = new([], 0);

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
    public VirtualKey? Find(KeyHash hash) => _keys.Find(hash);

    /// <summary>The key of a secret, active or not; null when there is none.</summary>
    public VirtualKey? Find(ReadOnlySpan<char> secret) =>
        Hasher is not null && Hasher.TryHash(secret, out var hash) ? Find(hash) : null;

    /// <summary>The key of a secret if it is in force; null for one that is not, and after as long for one that there is not.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="now">The moment it has to be in force.</param>
    public VirtualKey? FindActive(ReadOnlySpan<char> secret, DateTimeOffset now) =>
        Hasher is not null && Hasher.TryHash(secret, out var hash) ? _keys.FindActive(hash, now) : null;

    /// <summary>The key of a public id, active or not; null when there is none.</summary>
    public VirtualKey? FindById(string id) => _byId.GetValueOrDefault(id);

    private static bool Outlasts(VirtualKey key, VirtualKey other) =>
        (key.ExpiresAt ?? DateTimeOffset.MaxValue) > (other.ExpiresAt ?? DateTimeOffset.MaxValue);
}
