namespace Gateway.Storage;

/// <summary>The documents of the database in memory; read anew whole when anything changed, because they are few. Thread-safe for readers.</summary>
internal sealed class StoredDocuments
{
    private volatile IReadOnlyList<DocumentRow> _current = [];

    /// <summary>The documents now; another instance after every change of the database.</summary>
    public IReadOnlyList<DocumentRow> Current => _current;

    /// <summary>Whether they were read at least once.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Reads them.</summary>
    public async Task RefreshAsync(DatabaseSession session)
    {
        _current = await DocumentTable.ListAsync(session);
        IsRead = true;
    }
}
