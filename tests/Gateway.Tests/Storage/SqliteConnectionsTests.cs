using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Storage;

/// <summary>Kept connections behave as if each transaction had opened the file.</summary>
public sealed class SqliteConnectionsTests : IDisposable
{
    private readonly TestDatabase _database = TestDatabase.Sqlite();
    private readonly FakeTimeProvider _time = new();
    private readonly SqliteConnections _connections;

    public SqliteConnectionsTests()
    {
        _connections = new(_database.File, age => Opened(new SqliteFileConnection(_database.ConnectionString + ";Pooling=false;Mode=ReadWrite", age)), TimeSpan.FromSeconds(1), _time);
        using var first = Opened(new SqliteConnection(_database.ConnectionString + ";Pooling=false"));
        Execute(first, "PRAGMA journal_mode = WAL; CREATE TABLE t (a TEXT)");
    }

    [Fact]
    public void Connection_ServesOneTransactionAfterAnother()
    {
        var first = Write("a");

        Assert.Same(first, Write("b"));
        Assert.Equal(["a", "b"], Read());
    }

    [Fact]
    public void File_IsWholeWithoutItsLog_AfterEachWrite()
    {
        Write("a");

        Assert.Equal(0, new FileInfo(_database.File + "-wal").Length);
    }

    [Fact]
    public void File_IsLetGo_WhenNobodyUsesItAnyMore()
    {
        Write("a");
        Assert.True(File.Exists(_database.File + "-wal"));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(File.Exists(_database.File + "-wal"));
        Write("b");
        Assert.Equal(["a", "b"], Read());
    }

    [Fact]
    public void AnotherFileUnderTheName_IsTheOneThatIsWritten_HoweverMuchItLooksTheSame()
    {
        Write("a");
        var copy = _database.File + ".copy";
        File.Copy(_database.File, copy);
        File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(_database.File));
        File.Move(copy, _database.File, overwrite: true);

        Write("b");

        Assert.Equal(["a", "b"], Read());
    }

    [Fact]
    public void RemovedFile_IsNotWritten()
    {
        Write("a");
        File.Move(_database.File, _database.File + ".away");

        Assert.Throws<SqliteException>(() => Write("b"));

        File.Move(_database.File + ".away", _database.File);
        Assert.Equal(["a"], Read());
    }

    [Fact]
    public void FileOverwrittenInPlace_IsReadAnew()
    {
        Write("a");
        var backup = File.ReadAllBytes(_database.File);
        Write("b");
        File.WriteAllBytes(_database.File, backup);
        File.SetLastWriteTimeUtc(_database.File, File.GetLastWriteTimeUtc(_database.File).AddSeconds(1));

        var taken = _connections.Take();
        var seen = Read(taken);
        _connections.Return(taken, wrote: false);

        Assert.Equal(["a"], seen);
    }

    [Fact]
    public void ConnectionFromBeforeAChange_IsNotKept()
    {
        var early = _connections.Take();
        File.SetLastWriteTimeUtc(_database.File, DateTime.UnixEpoch);
        Write("a");

        _connections.Return(early, wrote: false);

        Assert.Equal(System.Data.ConnectionState.Closed, early.State);
    }

    [Fact]
    public void Write_WhileSomebodyReads_Stands()
    {
        var reader = _connections.Take();
        Execute(reader, "BEGIN; SELECT * FROM t");

        Write("a");

        Execute(reader, "COMMIT");
        _connections.Return(reader, wrote: false);
        Assert.Equal(["a"], Read());
    }

    public void Dispose()
    {
        _connections.Dispose();
        _database.Dispose();
    }

    private SqliteFileConnection Write(string value)
    {
        var connection = _connections.Take();
        Execute(connection, $"INSERT INTO t VALUES ('{value}')");
        _connections.Return(connection, wrote: true);
        return connection;
    }

    /// <summary>What stands in the file that bears the name.</summary>
    private List<string> Read()
    {
        using var other = Opened(new SqliteConnection(_database.ConnectionString + ";Pooling=false;Mode=ReadWrite"));
        return Read(other);
    }

    private static List<string> Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT a FROM t ORDER BY a";
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
            values.Add(reader.GetString(0));
        return values;
    }

    private static T Opened<T>(T connection)
        where T : SqliteConnection
    {
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
