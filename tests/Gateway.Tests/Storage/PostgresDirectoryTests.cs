namespace Gateway.Storage;

public sealed class PostgresDirectoryTests(PostgresServer server) : DirectoryConformance
{
    private protected override Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.PostgresAsync(server);
}
