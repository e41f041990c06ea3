namespace Gateway.Storage;

/// <summary>A database for one test: the settings that lead to it, and its end.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly DirectoryInfo _folder;

    private TestDatabase(DatabaseProvider provider, string connectionString, DirectoryInfo folder)
    {
        Provider = provider;
        ConnectionString = connectionString;
        _folder = folder;
    }

    public DatabaseProvider Provider { get; }

    public string ConnectionString { get; }

    /// <summary>The file of a SQLite database.</summary>
    public string File => Path.Combine(_folder.FullName, "gateway.db");

    /// <summary>A folder for what gateways on it leave there.</summary>
    public string SpillFolder => Path.Combine(_folder.FullName, "usage-spill");

    /// <summary>A SQLite file that does not exist yet.</summary>
    public static TestDatabase Sqlite()
    {
        var folder = Directory.CreateTempSubdirectory("gw-db-");
        return new(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(folder.FullName, "gateway.db")}", folder);
    }

    /// <summary>An empty database of the server; skips the test when there is none.</summary>
    public static async Task<TestDatabase> PostgresAsync(PostgresServer server) =>
        new(DatabaseProvider.Postgres, await server.CreateDatabaseAsync(), Directory.CreateTempSubdirectory("gw-pg-"));

    public void Dispose() => _folder.Delete(recursive: true);
}
