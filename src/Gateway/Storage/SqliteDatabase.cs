using System.Data.Common;
using DbUp;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage;

/// <summary>
/// A SQLite file, shared by this process and by command-line verbs beside it. The driver's own pool is not used: its
/// connections go on writing into a file that was removed or replaced, and lose what they acknowledged.
/// </summary>
internal sealed class SqliteDatabase : GatewayDatabase
{
    private const int MaxParallelReads = 4;

    private readonly SqliteConnectionStringBuilder _connection;
    private readonly TimeProvider _time;
    private readonly DatabaseOptions _options;
    private readonly DatabaseFiles _files;
    private readonly SqliteConnections _connections;

    // The driver blocks its thread: the work runs on pool threads, never on a socket's, and few of them.
    private readonly SemaphoreSlim _threads = new(MaxParallelReads, MaxParallelReads);

    public SqliteDatabase(DatabaseOptions options, DatabaseState state, StorageMetrics metrics, TimeProvider time)
        : base(state, metrics, time)
    {
        _options = options;
        _time = time;
        _connection = new(options.ConnectionString)
        {
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = Math.Max(1, (int)options.LockTimeout.TotalSeconds),
        };
        _files = new(_connection.DataSource, time);
        _connections = new(_connection.DataSource, age => Open(IsReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite, age), options.LockTimeout, time);
    }

    public override string Location => _connection.DataSource;

    public override string Folder => Path.GetDirectoryName(_connection.DataSource) ?? "";

    public override bool MayHaveChanged() => _files.MayHaveChanged();

    public override Task WaitForChangeAsync(CancellationToken cancellationToken) =>
        Task.Delay(_options.PollInterval, _time, cancellationToken);

    /// <summary>Nothing to do: who watches the file reads the revision.</summary>
    public override Task AnnounceAsync(DatabaseSession session, long revision) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _connections.Dispose();
        _threads.Dispose();
    }

    protected override bool? NeedsUpgrade()
    {
        var file = Path.GetFullPath(_connection.DataSource);
        if (!File.Exists(file) && Directory.Exists(Path.GetDirectoryName(file)))
            return null;
        using var connection = Open(SqliteOpenMode.ReadOnly);
        return SchemaUpgrade.IsNeeded(TakenSteps(connection), SchemaScripts.Of(DatabaseProvider.Sqlite));
    }

    protected override void Upgrade(CancellationToken cancellationToken)
    {
        var known = SchemaScripts.Of(DatabaseProvider.Sqlite);
        if (!IsReadOnly)
            CreateForOwnerAlone(_connection.DataSource);
        using var connection = Open(IsReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate);
        if (!SchemaUpgrade.IsNeeded(TakenSteps(connection), known))
            return;

        // Readers and the writer do not hold each other up. The mode is a property of the file and stays with it.
        Execute(connection, "PRAGMA journal_mode = WAL");

        // dbup begins its transaction (IMMEDIATE) before it reads its journal, so two processes take turns.
        using var shared = new DbUp.Sqlite.Helpers.SharedConnection(connection);
        SchemaUpgrade.Perform(DeployChanges.To.SqliteDatabase(shared).JournalToSqliteTable(SchemaScripts.JournalTable), known);
    }

    protected override async Task<DbConnection> OpenAsync(bool writes, CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        return _connections.Take();
    }

    protected override ValueTask CloseAsync(DbConnection connection, bool wrote)
    {
        _connections.Return((SqliteFileConnection)connection, wrote);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool writes, CancellationToken cancellationToken) =>
        new(((SqliteConnection)connection).BeginTransaction(deferred: !writes));

    protected override async Task<T> ScheduleAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _threads.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _threads.Release();
        }
    }

    protected override DatabaseUnavailableException? Classify(Exception exception) => SqliteFaults.Classify(exception, Location);

    private bool IsReadOnly => _connection.Mode == SqliteOpenMode.ReadOnly;

    private SqliteFileConnection Open(SqliteOpenMode mode, int age = 0)
    {
        var connection = new SqliteFileConnection(new SqliteConnectionStringBuilder(_connection.ConnectionString) { Mode = mode }.ConnectionString, age);
        try
        {
            connection.Open();
            // FULL: an acknowledged change survives a power cut, not only a crash of the process.
            Execute(connection, $"PRAGMA busy_timeout = {(int)_options.LockTimeout.TotalMilliseconds}; PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The file holds hashes and perhaps the pepper; SQLite itself would let everybody read it.</summary>
    private static void CreateForOwnerAlone(string file)
    {
        if (OperatingSystem.IsWindows() || File.Exists(file) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
            return;
        try
        {
            new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process was first, or the folder cannot be written, which opening the database says better.
        }
    }

    private static List<string> TakenSteps(SqliteConnection connection)
    {
        using var exists = connection.CreateCommand();
        exists.CommandText = $"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{SchemaScripts.JournalTable}'";
        if (exists.ExecuteScalar() is 0L)
            return [];
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT ScriptName FROM {SchemaScripts.JournalTable}";
        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read())
            steps.Add(reader.GetString(0));
        return steps;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
