using System.Data.Common;
using Dapper;

namespace Gateway.Storage;

/// <summary>
/// One transaction. Reads see one state of the database; changes are kept by <see cref="CommitAsync"/> alone. Not
/// thread-safe. The statements are written once for both databases.
/// </summary>
internal sealed class DatabaseSession(DbConnection connection, DbTransaction transaction, GatewayDatabase database, CancellationToken cancellationToken)
{
    /// <summary>Every row of a query, in memory.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    /// <summary>Every row of a query, read field by field: among very many rows the mapping's boxes count.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, object? parameters = null)
    {
        var rows = new List<T>();
        await using var reader = await connection.ExecuteReaderAsync(Command(sql, parameters));
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Every row of a query over a few values, which stand where <c>@values</c> stands; the drivers write lists differently.</summary>
    public async Task<List<T>> QueryAmongAsync<T>(string sql, IReadOnlyCollection<string> values)
    {
        if (values.Count == 0)
            return [];
        var parameters = new DynamicParameters();
        foreach (var (index, value) in values.Index())
            parameters.Add($"v{index}", value);
        var list = string.Join(", ", parameters.ParameterNames.Select(name => "@" + name));
        return await QueryAsync<T>(sql.Replace("@values", $"({list})", StringComparison.Ordinal), parameters);
    }

    /// <summary>The only row of a query; null when there is none.</summary>
    public Task<T?> FindAsync<T>(string sql, object? parameters = null) =>
        connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters));

    /// <summary>Runs a statement; answers the number of rows it changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

    /// <summary>Keeps the changes; other processes that watch the database learn of them.</summary>
    /// <param name="revision">What the change made of the database's revision; null: nothing that others watch changed.</param>
    public async Task CommitAsync(long? revision = null)
    {
        if (revision is { } value)
            await database.AnnounceAsync(this, value);
        await transaction.CommitAsync(cancellationToken);
    }

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
