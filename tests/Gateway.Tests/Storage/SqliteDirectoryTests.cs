namespace Gateway.Storage;

public sealed class SqliteDirectoryTests : DirectoryConformance
{
    private protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult(TestDatabase.Sqlite());
}
