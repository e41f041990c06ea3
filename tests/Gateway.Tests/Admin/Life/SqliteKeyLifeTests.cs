using Gateway.Storage;

namespace Gateway.Admin.Life;

public sealed class SqliteKeyLifeTests : KeyLifeConformance
{
    private protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult(TestDatabase.Sqlite());
}
