namespace Gateway.Policies.Keys;

/// <summary>
/// Keys by the hash of each secret. Hash, end and key stand side by side, so that a look-up reads one place of memory
/// however many there are, and judges there whether the key is in force. Immutable.
/// </summary>
/// <remarks>
/// Open addressing with linear probing, at most half full. The hashes are uniform and made under a pepper: nobody can
/// choose where a secret leads. An unknown hash takes the way of a known one: it ends at a free slot, which is never in force.
/// </remarks>
internal sealed class KeyHashTable
{
    private readonly Slot[] _slots;

    /// <param name="keys">The keys; each hash once.</param>
    public KeyHashTable(IReadOnlyCollection<KeyValuePair<KeyHash, VirtualKey>> keys)
    {
        Count = keys.Count;
        _slots = new Slot[(2 * Count) + 1];
        foreach (var (hash, key) in keys)
            _slots[IndexOf(hash)] = new(hash, key, key.RevokedAt is null ? (key.ExpiresAt ?? DateTimeOffset.MaxValue).UtcTicks : 0);
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The key of a hash, in force or not; null when there is none.</summary>
    public VirtualKey? Find(KeyHash hash) => _slots[IndexOf(hash)].Key;

    /// <summary>The key of a hash if it is in force at a moment.</summary>
    public VirtualKey? FindActive(KeyHash hash, DateTimeOffset now)
    {
        ref readonly var slot = ref _slots[IndexOf(hash)];
        return now.UtcTicks < slot.EndsAt ? slot.Key : null;
    }

    /// <summary>Where a hash stands, or the free slot where it would.</summary>
    private int IndexOf(KeyHash hash)
    {
        var index = (int)Math.BigMul(hash.A, (ulong)_slots.Length, out _);
        while (_slots[index].Key is not null && !_slots[index].Hash.EqualsInConstantTime(hash))
            index = index + 1 == _slots.Length ? 0 : index + 1;
        return index;
    }

    /// <param name="Hash">Of the secret.</param>
    /// <param name="Key">The key; null: free.</param>
    /// <param name="EndsAt">UTC ticks from which on it is refused; 0 when it was revoked, and where there is none.</param>
    private readonly record struct Slot(KeyHash Hash, VirtualKey? Key, long EndsAt);
}
