using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Gateway.Storage;

/// <summary>
/// A statement that runs for many rows, past the driver: that looks each parameter up by its name for each row and boxes
/// its value, which costs more than the insertion. What is as it was in the row before stays bound. Not thread-safe.
/// </summary>
internal sealed class SqliteStatement<T> : IDisposable
{
    private const int MaxStackBytes = 512;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly IReadOnlyList<ParameterOf<T>> _parameters;
    private readonly int[] _positions;
    private readonly string?[] _texts;
    private readonly long?[] _numbers;

    /// <exception cref="SqliteException">It is no statement, or its tables are not there.</exception>
    public SqliteStatement(SqliteConnection connection, string sql, IReadOnlyList<ParameterOf<T>> parameters)
    {
        _database = connection.Handle!;
        _parameters = parameters;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
        _positions = [.. parameters.Select(parameter => raw.sqlite3_bind_parameter_index(_statement, "@" + parameter.Name))];
        // Nothing is bound yet, and a parameter without a value is null.
        _texts = new string?[parameters.Count];
        _numbers = new long?[parameters.Count];
    }

    /// <summary>Runs it for a row.</summary>
    /// <returns>Rows of the table that it changed.</returns>
    /// <exception cref="SqliteException">The database did not take it.</exception>
    public int Run(T row)
    {
        for (var i = 0; i < _parameters.Count; i++)
        {
            if (_parameters[i].Text is { } text)
                Bind(i, text(row));
            else
                Bind(i, _parameters[i].Number!(row));
        }
        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        Check(result is raw.SQLITE_DONE or raw.SQLITE_ROW ? raw.SQLITE_OK : result);
        return raw.sqlite3_changes(_database);
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(int index, string? text)
    {
        if (string.Equals(_texts[index], text, StringComparison.Ordinal))
            return;
        _texts[index] = text;
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(_statement, _positions[index]));
            return;
        }
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var utf8 = most <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[most];
        Check(raw.sqlite3_bind_text(_statement, _positions[index], utf8[..Encoding.UTF8.GetBytes(text, utf8)]));
    }

    private void Bind(int index, long? number)
    {
        if (_numbers[index] == number)
            return;
        _numbers[index] = number;
        Check(number is { } value ? raw.sqlite3_bind_int64(_statement, _positions[index], value) : raw.sqlite3_bind_null(_statement, _positions[index]));
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
