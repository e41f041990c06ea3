namespace Gateway.Storage;

/// <summary>The statements on <c>documents</c>.</summary>
internal static class DocumentTable
{
    private const string Columns =
        "kind AS Kind, name AS Name, settings AS Settings, created_at AS CreatedAt, updated_at AS UpdatedAt, deleted_at AS DeletedAt, version AS Version, revision AS Revision";

    /// <summary>A document, deleted or not.</summary>
    public static Task<DocumentRow?> FindAsync(DatabaseSession session, string kind, string name) =>
        session.FindAsync<DocumentRow>($"SELECT {Columns} FROM documents WHERE kind = @kind AND name = @name", new { kind, name });

    /// <summary>The documents of a kind that are not deleted, by name.</summary>
    public static Task<List<DocumentRow>> ListAsync(DatabaseSession session, string kind) =>
        session.QueryAsync<DocumentRow>($"SELECT {Columns} FROM documents WHERE kind = @kind AND deleted_at IS NULL ORDER BY name", new { kind });

    /// <summary>The documents of a kind, deleted ones included.</summary>
    public static Task<List<DocumentRow>> ListAllAsync(DatabaseSession session, string kind) =>
        session.QueryAsync<DocumentRow>($"SELECT {Columns} FROM documents WHERE kind = @kind", new { kind });

    /// <summary>Every document that is not deleted.</summary>
    public static Task<List<DocumentRow>> ListAsync(DatabaseSession session) =>
        session.QueryAsync<DocumentRow>($"SELECT {Columns} FROM documents WHERE deleted_at IS NULL");

    /// <summary>Adds a document, or replaces the one of its kind and name.</summary>
    public static Task PutAsync(DatabaseSession session, DocumentRow row) => session.ExecuteAsync(
        """
        INSERT INTO documents (kind, name, settings, created_at, updated_at, deleted_at, version, revision)
        VALUES (@Kind, @Name, @Settings, @CreatedAt, @UpdatedAt, @DeletedAt, @Version, @Revision)
        ON CONFLICT (kind, name) DO UPDATE SET settings = excluded.settings, created_at = excluded.created_at,
        updated_at = excluded.updated_at, deleted_at = excluded.deleted_at, version = excluded.version, revision = excluded.revision
        """,
        row);
}
