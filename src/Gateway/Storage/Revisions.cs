namespace Gateway.Storage;

/// <summary>The number that rises with every change of the database; the row behind it is where writers stand in line.</summary>
internal static class Revisions
{
    // Counted in the same statement: a newer program may have upgraded the schema under this one while it runs.
    private const string Steps = $"(SELECT count(*) FROM {SchemaScripts.JournalTable})";

    /// <summary>The revision now.</summary>
    /// <exception cref="DatabaseUnavailableException">A newer program has upgraded the schema.</exception>
    public static async Task<long> ReadAsync(DatabaseSession session) =>
        Checked(await session.FindAsync<Row>($"SELECT value AS Value, {Steps} AS Steps FROM revision WHERE id = 1"));

    /// <summary>Begins a change: the first statement of every session that writes what others watch.</summary>
    /// <exception cref="DatabaseUnavailableException">A newer program has upgraded the schema.</exception>
    public static async Task<long> AdvanceAsync(DatabaseSession session) =>
        Checked(await session.FindAsync<Row>($"UPDATE revision SET value = value + 1 WHERE id = 1 RETURNING value AS Value, {Steps} AS Steps"));

    /// <summary>Writes and changes nothing: shows whether the database takes writes.</summary>
    public static async Task<bool> RewriteAsync(DatabaseSession session)
    {
        await session.ExecuteAsync("UPDATE revision SET value = value WHERE id = 1");
        await session.CommitAsync();
        return true;
    }

    private static long Checked(Row? row)
    {
        if (row is null)
            throw new DatabaseUnavailableException(DatabaseFault.Corrupt, "The database has lost its revision. Restore a backup.");
        if (row.Steps > SchemaScripts.Count)
            throw SchemaUpgrade.Newer($"{row.Steps} of {SchemaScripts.Count}");
        return row.Value;
    }

    private sealed class Row
    {
        public long Value { get; init; }

        public long Steps { get; init; }
    }
}
