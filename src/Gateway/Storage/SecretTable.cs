using System.Data.Common;

namespace Gateway.Storage;

/// <summary>The statements on <c>key_secrets</c>. Whoever changes a secret also changes its key's revision.</summary>
internal static class SecretTable
{
    private const string Columns = "hash AS Hash, key_id AS KeyId, hint AS Hint, created_at AS CreatedAt, retires_at AS RetiresAt";

    /// <summary>The secrets of some keys, oldest first.</summary>
    public static Task<List<SecretRow>> OfAsync(DatabaseSession session, params IReadOnlyCollection<string> keyIds) =>
        session.QueryAmongAsync<SecretRow>($"SELECT {Columns} FROM key_secrets WHERE key_id IN @values ORDER BY created_at, hash", keyIds);

    /// <summary>The secrets of every key that <see cref="KeyTable.ChangedSinceAsync"/> names; hash, key and end of each.</summary>
    public static Task<List<SecretRow>> ChangedSinceAsync(DatabaseSession session, long revision)
    {
        const string all = "SELECT hash, key_id, retires_at FROM key_secrets";
        return revision < 0
            ? session.QueryAsync(all, Read)
            : session.QueryAsync(
                $"""
                {all} WHERE key_id IN (
                SELECT id FROM virtual_keys WHERE revision > @revision OR team IN (SELECT name FROM teams WHERE revision > @revision))
                """,
                Read,
                new { revision });

        static SecretRow Read(DbDataReader row) => new()
        {
            Hash = row.GetFieldValue<byte[]>(0),
            KeyId = row.GetString(1),
            RetiresAt = row.IsDBNull(2) ? null : row.GetInt64(2),
        };
    }

    /// <summary>Adds a secret.</summary>
    public static Task InsertAsync(DatabaseSession session, SecretRow row) => session.ExecuteAsync(
        "INSERT INTO key_secrets (hash, key_id, hint, created_at, retires_at) VALUES (@Hash, @KeyId, @Hint, @CreatedAt, @RetiresAt)",
        row);

    /// <summary>Gives an end to the secrets of a key that have none, or a later one.</summary>
    public static Task RetireAsync(DatabaseSession session, string keyId, long retiresAt) => session.ExecuteAsync(
        "UPDATE key_secrets SET retires_at = @retiresAt WHERE key_id = @keyId AND (retires_at IS NULL OR retires_at > @retiresAt)",
        new { keyId, retiresAt });

    /// <summary>Removes the secrets of a key whose end has come.</summary>
    public static Task DeleteRetiredAsync(DatabaseSession session, string keyId, long now) => session.ExecuteAsync(
        "DELETE FROM key_secrets WHERE key_id = @keyId AND retires_at <= @now",
        new { keyId, now });
}
