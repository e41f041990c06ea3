using Microsoft.Data.Sqlite;

namespace Gateway.Storage;

/// <summary>
/// Connections to one SQLite file, kept from one transaction to the next while the gateway is busy: to open the file and to
/// fold the log back into it costs five times what a transaction does. Two things stay as if it were opened each time. What
/// was acknowledged stands in the file that bears the name: a file that was moved, replaced or written by others is opened
/// anew. And the file is whole without its log whenever nobody writes, so that it can be moved and replaced. Thread-safe.
/// </summary>
internal sealed class SqliteConnections(string path, Func<int, SqliteFileConnection> open, TimeSpan lockTimeout, TimeProvider time) : IDisposable
{
    /// <summary>Without use for this long, all are closed: then nothing of the file is held.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Stack<SqliteFileConnection> _kept = new();
    private readonly string _fold = $"PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = {(int)lockTimeout.TotalMilliseconds}";
    private ITimer? _timer;
    private FileLook _look;
    private int _age;
    private bool _isDisposed;

    /// <summary>One for a transaction; goes back by <see cref="Return"/>, or is disposed of where the transaction failed.</summary>
    public SqliteFileConnection Take()
    {
        int age;
        lock (_gate)
        {
            if (FileLook.At(path) is var look && look != _look)
                Renew(look);
            while (_kept.TryPop(out var kept))
            {
                if (!kept.IsOfAnotherFile)
                    return kept;
                kept.Dispose();
            }
            age = _age;
        }
        return open(age);
    }

    /// <summary>Takes one back whose transaction is over.</summary>
    /// <param name="connection">As it was taken.</param>
    /// <param name="wrote">Whether there may be something in the log.</param>
    public void Return(SqliteFileConnection connection, bool wrote)
    {
        if (wrote && !TryFold(connection))
        {
            connection.Dispose();
            return;
        }
        lock (_gate)
        {
            if (!_isDisposed && connection.Age == _age)
            {
                if (wrote)
                    _look = FileLook.At(path);
                _kept.Push(connection);
                _timer ??= time.CreateTimer(static self => ((SqliteConnections)self!).Close(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(Idle, Timeout.InfiniteTimeSpan);
                return;
            }
        }
        connection.Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
            _isDisposed = true;
        _timer?.Dispose();
        Close();
    }

    private void Close()
    {
        lock (_gate)
        {
            while (_kept.TryPop(out var kept))
                kept.Dispose();
        }
    }

    /// <summary>The file is not as it was left: whatever a connection remembers of it may be wrong.</summary>
    private void Renew(FileLook look)
    {
        Close();
        _look = look;
        _age++;
    }

    /// <summary>What is committed is safe in the log, too: whoever reads just now is not waited for.</summary>
    private bool TryFold(SqliteFileConnection connection)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = _fold;
            command.ExecuteNonQuery();
            return true;
        }
        catch (SqliteException)
        {
            // The disk may be full. The transaction stands; the next one says what is wrong.
            return false;
        }
    }
}
