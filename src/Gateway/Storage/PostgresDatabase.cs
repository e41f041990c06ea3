using System.Data;
using System.Data.Common;
using DbUp;
using DbUp.Postgresql;
using Npgsql;

namespace Gateway.Storage;

/// <summary>A PostgreSQL database shared by replicas. Changes are announced by <c>NOTIFY</c>, and polled for besides.</summary>
internal sealed class PostgresDatabase : GatewayDatabase
{
    private const string Channel = "gateway_changes";

    // Any constant that no other program uses: "waves" in ASCII.
    private const long UpgradeLock = 0x7761766573;

    private readonly NpgsqlDataSource _source;
    private readonly DatabaseOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();

    // Whoever waits holds it: a connection that waits cannot be closed under its feet.
    private readonly SemaphoreSlim _listening = new(1, 1);
    private NpgsqlConnection? _listener;

    public PostgresDatabase(DatabaseOptions options, DatabaseState state, StorageMetrics metrics, TimeProvider time)
        : base(state, metrics, time)
    {
        _options = options;
        _time = time;
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        Default("Timeout", () => connection.Timeout = 5);
        Default("Command Timeout", () => connection.CommandTimeout = 10);
        Default("Application Name", () => connection.ApplicationName = "waves-gateway");
        Location = $"{connection.Host}:{connection.Port}/{connection.Database}";
        Folder = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "waves-gateway",
            string.Concat(Location.Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' ? character : '_')));
        _source = NpgsqlDataSource.Create(connection);

        void Default(string keyword, Action set)
        {
            if (!connection.ContainsKey(keyword) || !connection.ShouldSerialize(keyword))
                set();
        }
    }

    public override string Location { get; }

    /// <summary>In the user's data folder, under the database's name: found again from whatever folder the next process is started in.</summary>
    public override string Folder { get; }

    public override async Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        await _listening.WaitAsync(either.Token);
        try
        {
            var listener = _listener ??= await ListenAsync(either.Token);
            await listener.WaitAsync(_options.PollInterval, either.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // Whether the server is well is found out, and told, by whoever reads next; here only the pace matters.
            if (_listener is not null)
                await _listener.DisposeAsync();
            _listener = null;
            await Task.Delay(_options.PollInterval, _time, either.Token);
        }
        finally
        {
            _listening.Release();
        }
    }

    public override Task AnnounceAsync(DatabaseSession session, long revision) =>
        session.ExecuteAsync("SELECT pg_notify(@Channel, @Revision)", new { Channel, Revision = revision.ToString(System.Globalization.CultureInfo.InvariantCulture) });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _closing.CancelAsync();
        await _listening.WaitAsync();
        if (_listener is not null)
            await _listener.DisposeAsync();
        await _source.DisposeAsync();
        _listening.Dispose();
        _closing.Dispose();
    }

    protected override bool? NeedsUpgrade()
    {
        using var connection = _source.OpenConnection();
        return SchemaUpgrade.IsNeeded(TakenSteps(connection), SchemaScripts.Of(DatabaseProvider.Postgres));
    }

    protected override void Upgrade(CancellationToken cancellationToken)
    {
        var known = SchemaScripts.Of(DatabaseProvider.Postgres);
        using var connection = _source.OpenConnection();
        if (!SchemaUpgrade.IsNeeded(TakenSteps(connection), known))
            return;

        // Replicas that start together take turns; the lock goes with the connection.
        using var guard = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { Parameters = { new() { Value = UpgradeLock } } };
        guard.ExecuteNonQuery();
        if (SchemaUpgrade.IsNeeded(TakenSteps(connection), known))
        {
            var manager = new PostgresqlConnectionManager(_source);
            SchemaUpgrade.Perform(DeployChanges.To.PostgresqlDatabase(manager).JournalToPostgresqlTable(CurrentSchema(connection), SchemaScripts.JournalTable), known);
        }
        using var release = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
        release.ExecuteNonQuery();
    }

    protected override async Task<DbConnection> OpenAsync(bool writes, CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    protected override async ValueTask<DbTransaction> BeginAsync(DbConnection connection, bool writes, CancellationToken cancellationToken)
    {
        if (!writes)
            return await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

        // Every change begins by taking the row of the revision: writers stand in line there, so read-committed is enough.
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using var patience = connection.CreateCommand();
        patience.Transaction = transaction;
        patience.CommandText = $"SET LOCAL lock_timeout = {(int)_options.LockTimeout.TotalMilliseconds}";
        await patience.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    protected override void Forget(DatabaseFault fault)
    {
        // Connections from before the server went away would each fail once more.
        if (fault is DatabaseFault.Unreachable)
            _source.Clear();
    }

    protected override DatabaseUnavailableException? Classify(Exception exception) => PostgresFaults.Classify(exception, Location);

    private async Task<NpgsqlConnection> ListenAsync(CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand($"LISTEN {Channel}", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static List<string> TakenSteps(NpgsqlConnection connection)
    {
        using var exists = new NpgsqlCommand($"SELECT to_regclass('{SchemaScripts.JournalTable}') IS NOT NULL", connection);
        if (exists.ExecuteScalar() is not true)
            return [];
        using var command = new NpgsqlCommand($"SELECT scriptname FROM {SchemaScripts.JournalTable}", connection);
        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read())
            steps.Add(reader.GetString(0));
        return steps;
    }

    private static string CurrentSchema(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT current_schema()", connection);
        return command.ExecuteScalar() as string ?? "public";
    }
}
