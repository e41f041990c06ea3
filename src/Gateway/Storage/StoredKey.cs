using System.Collections.Immutable;
using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>A key of the database with the hashes of its secrets.</summary>
/// <param name="Key">As the request path sees it.</param>
/// <param name="Secrets">Hash and end of each secret; null: as long as the key.</param>
internal sealed record StoredKey(VirtualKey Key, ImmutableArray<(KeyHash Hash, DateTimeOffset? RetiresAt)> Secrets);
