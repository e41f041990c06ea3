using System.Collections.Immutable;
using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>
/// The keys and teams of the database in memory, brought up to date by reading only the rows that changed. Not
/// thread-safe: its owner refreshes it.
/// </summary>
internal sealed class StoredKeys
{
    private readonly Dictionary<string, StoredKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TeamSettings> _teams = new(StringComparer.OrdinalIgnoreCase);
    /// <summary>Revision of the database that this shows; -1 before the first read.</summary>
    public long Revision { get; private set; } = -1;

    /// <summary>Every key, revoked ones included.</summary>
    public IReadOnlyCollection<StoredKey> Keys => _keys.Values;

    /// <summary>The settings of a team; the defaults when the database does not know it.</summary>
    public TeamSettings TeamOf(string name) => _teams.GetValueOrDefault(name) ?? new();

    /// <summary>Reads what changed since the last call.</summary>
    /// <param name="session">The session that read <paramref name="revision"/>.</param>
    /// <param name="revision">The database's revision.</param>
    public async Task RefreshAsync(DatabaseSession session, long revision)
    {
        var since = revision < Revision ? -1 : Revision;    // An older database was restored: everything may differ.
        var teams = await TeamTable.ChangedSinceAsync(session, since);
        var keys = await KeyTable.ChangedSinceAsync(session, since);
        var secrets = (await SecretTable.ChangedSinceAsync(session, since)).ToLookup(secret => secret.KeyId, StringComparer.Ordinal);

        if (since < 0)
        {
            _keys.Clear();
            _teams.Clear();
        }
        foreach (var team in teams)
            _teams[team.Name] = team.ReadSettings();
        _keys.EnsureCapacity(keys.Count);
        // Keys of one kind have the same settings; read once, they also share their lists.
        var settings = new Dictionary<string, KeySettings>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (!settings.TryGetValue(key.Settings, out var parsed))
                settings[key.Settings] = parsed = key.ReadSettings();
            _keys[key.Id] = Read(key, parsed, secrets[key.Id]);
        }
        Revision = revision;
    }

    private StoredKey Read(KeyRow row, KeySettings settings, IEnumerable<SecretRow> secrets) => new(
        settings.ToKey(row.Id, row.Name, row.Team, TeamOf(row.Team), Time(row.RevokedAt)),
        [.. secrets.Select(secret => (KeyHash.FromBytes(secret.Hash), Time(secret.RetiresAt)))]);

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
