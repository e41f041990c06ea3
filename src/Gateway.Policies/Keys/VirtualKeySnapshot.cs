using System.Collections.Frozen;

namespace Gateway.Policies.Keys;

/// <summary>All keys in force at one moment, by hash. Immutable; a look-up takes no lock and allocates nothing.</summary>
/// <param name="keys">The keys by the hash of each secret; a key in rotation stands under two hashes.</param>
/// <param name="version">Rises with every snapshot.</param>
public sealed class VirtualKeySnapshot(FrozenDictionary<KeyHash, VirtualKey> keys, long version)
{
    /// <summary>No keys.</summary>
    public static VirtualKeySnapshot Empty { get; } = new(FrozenDictionary<KeyHash, VirtualKey>.Empty, 0);

    /// <summary>Rises with every snapshot.</summary>
    public long Version => version;

    /// <summary>How many secrets are known.</summary>
    public int Count => keys.Count;

    /// <summary>The key of a hash, active or not; null when there is none.</summary>
    public VirtualKey? Find(KeyHash hash) => keys.GetValueOrDefault(hash);
}
