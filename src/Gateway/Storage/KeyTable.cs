using System.Data.Common;

namespace Gateway.Storage;

/// <summary>The statements on <c>virtual_keys</c>.</summary>
internal static class KeyTable
{
    private const string Columns =
        "id AS Id, team AS Team, name AS Name, settings AS Settings, created_at AS CreatedAt, updated_at AS UpdatedAt, revoked_at AS RevokedAt, version AS Version, revision AS Revision";

    /// <summary>The key of an id.</summary>
    public static Task<KeyRow?> FindAsync(DatabaseSession session, string id) =>
        session.FindAsync<KeyRow>($"SELECT {Columns} FROM virtual_keys WHERE id = @id", new { id });

    /// <summary>The key of a name that is not revoked; names are found in any case.</summary>
    public static Task<KeyRow?> FindByNameAsync(DatabaseSession session, string team, string name) =>
        session.FindAsync<KeyRow>(
            $"SELECT {Columns} FROM virtual_keys WHERE team = @team AND lower(name) = lower(@name) AND name <> '' AND revoked_at IS NULL",
            new { team, name });

    /// <summary>Keys in the order they were made, from after a position.</summary>
    /// <param name="session">The session.</param>
    /// <param name="team">Only those of a team; null: of all.</param>
    /// <param name="includeRevoked">Whether revoked ones are listed.</param>
    /// <param name="afterTime">Creation time of the last one seen.</param>
    /// <param name="afterId">Its id.</param>
    /// <param name="count">How many at most.</param>
    public static Task<List<KeyRow>> ListAsync(DatabaseSession session, string? team, bool includeRevoked, long afterTime, string afterId, int count) =>
        session.QueryAsync<KeyRow>(
            $"""
            SELECT {Columns} FROM virtual_keys
            WHERE (created_at > @afterTime OR created_at = @afterTime AND id > @afterId)
            {(team is null ? "" : "AND team = @team")} {(includeRevoked ? "" : "AND revoked_at IS NULL")}
            ORDER BY created_at, id LIMIT @count
            """,
            new { team, afterTime, afterId, count });

    /// <summary>Keys that changed after a revision, and all keys of teams that did; of each what the request path needs, for there may be many.</summary>
    /// <param name="session">The session.</param>
    /// <param name="revision">The revision; less than 0: all keys.</param>
    public static Task<List<KeyRow>> ChangedSinceAsync(DatabaseSession session, long revision)
    {
        const string all = "SELECT id, team, name, settings, revoked_at FROM virtual_keys";
        // Conditions that every row meets would send the database through its indexes, row by row.
        return revision < 0
            ? session.QueryAsync(all, Read)
            : session.QueryAsync($"{all} WHERE revision > @revision OR team IN (SELECT name FROM teams WHERE revision > @revision)", Read, new { revision });

        static KeyRow Read(DbDataReader row) => new()
        {
            Id = row.GetString(0),
            Team = row.GetString(1),
            Name = row.GetString(2),
            Settings = row.GetString(3),
            RevokedAt = row.IsDBNull(4) ? null : row.GetInt64(4),
        };
    }

    /// <summary>How many keys of each team are not revoked; teams without any are left out.</summary>
    public static async Task<Dictionary<string, int>> CountActiveAsync(DatabaseSession session, IReadOnlyCollection<string> teams)
    {
        var rows = await session.QueryAmongAsync<(string Team, long Count)>(
            "SELECT team, count(*) FROM virtual_keys WHERE team IN @values AND revoked_at IS NULL GROUP BY team", teams);
        return rows.ToDictionary(row => row.Team, row => (int)row.Count, StringComparer.Ordinal);
    }

    /// <summary>Adds a key.</summary>
    public static Task InsertAsync(DatabaseSession session, KeyRow row) => session.ExecuteAsync(
        """
        INSERT INTO virtual_keys (id, team, name, settings, created_at, updated_at, revoked_at, version, revision)
        VALUES (@Id, @Team, @Name, @Settings, @CreatedAt, @UpdatedAt, @RevokedAt, @Version, @Revision)
        """,
        row);

    /// <summary>Writes every column but id, team and creation time.</summary>
    public static Task UpdateAsync(DatabaseSession session, KeyRow row) => session.ExecuteAsync(
        """
        UPDATE virtual_keys SET name = @Name, settings = @Settings, updated_at = @UpdatedAt, revoked_at = @RevokedAt,
        version = @Version, revision = @Revision WHERE id = @Id
        """,
        row);
}
