using System.Security.Cryptography;
using System.Text;
using Gateway.Policies.Keys;
using Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Gateway.Admin.Access;

/// <summary>
/// The admin key: the configured one, or else one that was made at the first start and whose hash the database keeps.
/// Comparison takes the same time for every wrong key. Thread-safe.
/// </summary>
internal sealed class AdminKeyStore(GatewayDatabase database, PepperSource peppers, IOptions<AdminOptions> options)
{
    private const string Stored = "admin_key";
    private const string Prefix = "wgadm_";

    private readonly byte[]? _configured = options.Value.Key is { } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key.Reveal())) : null;
    private volatile StoredHash? _stored;

    /// <summary>Whether a key was configured; then none is made and the database is not asked.</summary>
    public bool IsConfigured => _configured is not null;

    /// <summary>Whether a token is the admin key.</summary>
    /// <exception cref="DatabaseUnavailableException">The hash cannot be read.</exception>
    public async Task<bool> IsKeyAsync(string token, CancellationToken cancellationToken)
    {
        if (_configured is not null)
            return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), _configured);
        if (_stored?.Matches(token) is true)
            return true;
        // Another process may have made a new one. Guesses that come here are limited by address before.
        _stored = await database.ReadAsync(ReadAsync, cancellationToken);
        return _stored?.Matches(token) is true;
    }

    /// <summary>Makes the key of a new installation.</summary>
    /// <returns>The key, to be shown once; null when there is one already.</returns>
    /// <exception cref="DatabaseUnavailableException">The database cannot serve.</exception>
    public Task<string?> CreateFirstAsync(CancellationToken cancellationToken) => CreateAsync(replace: false, cancellationToken);

    /// <summary>Makes another key; the former one ends at once, in every process.</summary>
    /// <returns>The key, to be shown once.</returns>
    /// <exception cref="DatabaseUnavailableException">The database cannot serve.</exception>
    public async Task<string> ReplaceAsync(CancellationToken cancellationToken) =>
        await CreateAsync(replace: true, cancellationToken) ?? throw new InvalidOperationException("A replaced key is always made.");

    private Task<string?> CreateAsync(bool replace, CancellationToken cancellationToken) => database.WriteAsync<string?>(
        async session =>
        {
            var pepper = await peppers.CreateAsync(session);
            if (replace)
                await SettingTable.DeleteAsync(session, Stored);
            var key = Prefix + RandomNumberGenerator.GetString("23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", 43);
            var added = await SettingTable.TryAddAsync(session, Stored, HashOf(pepper, key));
            await session.CommitAsync();
            return added ? key : null;
        },
        cancellationToken);

    private async Task<StoredHash?> ReadAsync(DatabaseSession session) =>
        await peppers.FindAsync(session) is { } pepper && await SettingTable.FindAsync(session, Stored) is { } hash ? new(pepper, hash) : null;

    private static string HashOf(Pepper pepper, string token) =>
        pepper.Hasher.TryHash(token, out KeyHash hash) ? Convert.ToHexStringLower(hash.ToBytes()) : "";

    private sealed record StoredHash(Pepper Pepper, string Hash)
    {
        public bool Matches(string token) =>
            CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(Pepper, token)), Encoding.ASCII.GetBytes(Hash));
    }
}
