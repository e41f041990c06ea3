namespace Gateway.Storage;

/// <summary>The statements on <c>audit</c>. There is none that changes or removes a row.</summary>
internal static class AuditTable
{
    private const string Columns =
        "sequence AS Sequence, at AS At, actor AS Actor, source AS Source, action AS Action, subject AS Subject, before AS Before, after AS After, previous_hash AS PreviousHash, hash AS Hash";

    /// <summary>The newest row; null in an empty log.</summary>
    public static Task<AuditRow?> LastAsync(DatabaseSession session) =>
        session.FindAsync<AuditRow>($"SELECT {Columns} FROM audit ORDER BY sequence DESC LIMIT 1");

    /// <summary>Rows from the oldest on, after a number.</summary>
    public static Task<List<AuditRow>> AfterAsync(DatabaseSession session, long sequence, int count) =>
        session.QueryAsync<AuditRow>($"SELECT {Columns} FROM audit WHERE sequence > @sequence ORDER BY sequence LIMIT @count", new { sequence, count });

    /// <summary>Rows from the newest back, before a number; of one subject, or of all.</summary>
    public static Task<List<AuditRow>> BeforeAsync(DatabaseSession session, string? subject, long sequence, int count) =>
        session.QueryAsync<AuditRow>(
            $"SELECT {Columns} FROM audit WHERE sequence < @sequence {(subject is null ? "" : "AND subject = @subject")} ORDER BY sequence DESC LIMIT @count",
            new { subject, sequence, count });

    /// <summary>Adds a row.</summary>
    public static Task InsertAsync(DatabaseSession session, AuditRow row) => session.ExecuteAsync(
        """
        INSERT INTO audit (sequence, at, actor, source, action, subject, before, after, previous_hash, hash)
        VALUES (@Sequence, @At, @Actor, @Source, @Action, @Subject, @Before, @After, @PreviousHash, @Hash)
        """,
        row);
}
