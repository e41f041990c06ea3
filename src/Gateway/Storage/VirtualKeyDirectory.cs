using System.Security.Cryptography;
using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>
/// The keys of database and settings as one snapshot, and whoever else follows the database's revision. A reader costs no lock and no I/O; a refresh reads what changed and
/// swaps the snapshot whole. While the database cannot be read the last snapshot stays. Thread-safe.
/// </summary>
internal sealed class VirtualKeyDirectory : IVirtualKeyDirectory, IPepperSource, IDisposable
{
    private readonly GatewayDatabase _database;
    private readonly PepperSource _peppers;
    private readonly ConfiguredKeys _configured;
    private readonly StoredDocuments _documents;
    private readonly DatabaseState _state;
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly StoredKeys _stored = new();

    // Without a pepper yet, configured secrets are hashed under this one: they are compared with nothing that is stored.
    private readonly Pepper _provisional = new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    private Pepper? _pepper;
    private KeysOptions _published;
    private volatile VirtualKeySnapshot _current;

    public VirtualKeyDirectory(GatewayDatabase database, PepperSource peppers, ConfiguredKeys configured, StoredDocuments documents, DatabaseState state)
    {
        (_database, _peppers, _configured, _documents, _state) = (database, peppers, configured, documents, state);
        _published = configured.Current;
        _current = Build(_published, 1);
    }

    public VirtualKeySnapshot Current => _current;

    /// <inheritdoc/>
    public Pepper? Pepper => Volatile.Read(ref _pepper);

    /// <summary>Takes up changes of database and settings.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read; changes of the settings are in force all the same.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            var changed = false;
            try
            {
                changed = await ReadDatabaseAsync(cancellationToken);
                _state.Recover();
            }
            catch (DatabaseUnavailableException exception)
            {
                _state.Fail(exception);
                throw;
            }
            finally
            {
                Publish(changed);
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public void Dispose() => _refreshing.Dispose();

    private async Task<bool> ReadDatabaseAsync(CancellationToken cancellationToken)
    {
        if (!_database.MayHaveChanged() && _pepper is not null && _state.Trouble is null)
            return false;
        if (await _database.ReadAsync(ReadAsync, cancellationToken) is { } changed)
            return changed;
        await CreatePepperAsync(cancellationToken);
        return await _database.ReadAsync(ReadAsync, cancellationToken) ?? false;
    }

    /// <summary>Whether anything changed; null when the database is new and has no pepper yet.</summary>
    private async Task<bool?> ReadAsync(DatabaseSession session)
    {
        var revision = await Revisions.ReadAsync(session);
        if (revision == _stored.Revision)
            return false;
        if (await _peppers.FindAsync(session) is not { } pepper)
            return null;
        await _documents.RefreshAsync(session);
        await _stored.RefreshAsync(session, revision);
        Volatile.Write(ref _pepper, pepper);
        return true;
    }

    private Task<Pepper> CreatePepperAsync(CancellationToken cancellationToken) => _database.WriteAsync(
        async session =>
        {
            var pepper = await _peppers.CreateAsync(session);
            await session.CommitAsync();
            return pepper;
        },
        cancellationToken);

    private void Publish(bool databaseChanged)
    {
        var configured = _configured.Current;
        if (!databaseChanged && ReferenceEquals(configured, _published))
            return;
        _published = configured;
        _current = Build(configured, _current.Version + 1);
    }

    private VirtualKeySnapshot Build(KeysOptions configured, long version)
    {
        var hasher = (_pepper ?? _provisional).Hasher;
        var keys = new Dictionary<KeyHash, VirtualKey>(_stored.Keys.Count + configured.Items.Count);
        foreach (var (key, secrets) in _stored.Keys)
        {
            // The end of a secret in rotation is the end of the key for whoever still uses that secret.
            foreach (var (hash, retiresAt) in secrets)
                keys[hash] = retiresAt < (key.ExpiresAt ?? DateTimeOffset.MaxValue) ? key with { ExpiresAt = retiresAt } : key;
        }
        foreach (var item in configured.Items)
        {
            if (item.SecretHash is null || _pepper is not null)
                keys[ConfiguredKey.HashOf(item, hasher)] = ConfiguredKey.SettingsOf(item).ToKey(ConfiguredKey.IdOf(item), item.Name, item.Team, _stored.TeamOf(item.Team));
        }
        return new(keys, version) { Hasher = hasher, IsComplete = _pepper is not null };
    }
}
