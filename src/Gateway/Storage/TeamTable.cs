namespace Gateway.Storage;

/// <summary>The statements on <c>teams</c>. Names are found in any case and kept as they were first written.</summary>
internal static class TeamTable
{
    private const string Columns =
        "name AS Name, settings AS Settings, created_at AS CreatedAt, updated_at AS UpdatedAt, deleted_at AS DeletedAt, version AS Version, revision AS Revision";

    /// <summary>The team of a name, deleted or not.</summary>
    public static Task<TeamRow?> FindAsync(DatabaseSession session, string name) =>
        session.FindAsync<TeamRow>($"SELECT {Columns} FROM teams WHERE lower(name) = lower(@name)", new { name });

    /// <summary>Teams that are not deleted, by name, from after <paramref name="after"/>.</summary>
    public static Task<List<TeamRow>> ListAsync(DatabaseSession session, string after, int count) =>
        session.QueryAsync<TeamRow>($"SELECT {Columns} FROM teams WHERE deleted_at IS NULL AND name > @after ORDER BY name LIMIT @count", new { after, count });

    /// <summary>Teams that changed after a revision, deleted ones included.</summary>
    public static Task<List<TeamRow>> ChangedSinceAsync(DatabaseSession session, long revision) =>
        session.QueryAsync<TeamRow>($"SELECT {Columns} FROM teams WHERE revision > @revision", new { revision });

    /// <summary>Adds a team.</summary>
    public static Task InsertAsync(DatabaseSession session, TeamRow row) => session.ExecuteAsync(
        """
        INSERT INTO teams (name, settings, created_at, updated_at, deleted_at, version, revision)
        VALUES (@Name, @Settings, @CreatedAt, @UpdatedAt, @DeletedAt, @Version, @Revision)
        """,
        row);

    /// <summary>Writes every column but the name.</summary>
    public static Task UpdateAsync(DatabaseSession session, TeamRow row) => session.ExecuteAsync(
        """
        UPDATE teams SET settings = @Settings, created_at = @CreatedAt, updated_at = @UpdatedAt, deleted_at = @DeletedAt,
        version = @Version, revision = @Revision WHERE name = @Name
        """,
        row);
}
