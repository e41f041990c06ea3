namespace Gateway.Storage;

/// <summary>The statements on <c>idempotency</c>.</summary>
internal static class IdempotencyTable
{
    /// <summary>The answer under a key; null when it was not used, or long ago.</summary>
    public static Task<IdempotencyRow?> FindAsync(DatabaseSession session, byte[] keyHash) => session.FindAsync<IdempotencyRow>(
        "SELECT key_hash AS KeyHash, request_hash AS RequestHash, response AS Response, created_at AS CreatedAt FROM idempotency WHERE key_hash = @keyHash",
        new { keyHash });

    /// <summary>Keeps an answer.</summary>
    public static Task InsertAsync(DatabaseSession session, IdempotencyRow row) => session.ExecuteAsync(
        "INSERT INTO idempotency (key_hash, request_hash, response, created_at) VALUES (@KeyHash, @RequestHash, @Response, @CreatedAt)",
        row);

    /// <summary>Forgets answers from before a moment.</summary>
    public static Task DeleteOlderAsync(DatabaseSession session, long createdAt) =>
        session.ExecuteAsync("DELETE FROM idempotency WHERE created_at < @createdAt", new { createdAt });
}
