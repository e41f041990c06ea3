namespace Gateway.Storage;

/// <summary>Finds out which teams and keys of the database name a plan.</summary>
internal static class PlanUses
{
    /// <summary>Teams that are not deleted and keys that are not revoked, in words: <c>team support</c>, <c>key key_…</c>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="plan">A valid name, in any case.</param>
    /// <param name="count">How many at most.</param>
    public static Task<List<string>> ListAsync(DatabaseSession session, string plan, int count) =>
        session.QueryAsync<string>(
            """
            SELECT 'team ' || name FROM teams WHERE deleted_at IS NULL AND lower(settings) LIKE @pattern ESCAPE '\'
            UNION ALL SELECT 'key ' || id FROM virtual_keys WHERE revoked_at IS NULL AND lower(settings) LIKE @pattern ESCAPE '\'
            LIMIT @count
            """,
            // A quotation mark inside a stored text is escaped there, so that this is a member of the settings and nothing else.
            new { pattern = $"%\"plan\":\"{plan.ToLowerInvariant().Replace("_", "\\_", StringComparison.Ordinal)}\"%", count });
}
