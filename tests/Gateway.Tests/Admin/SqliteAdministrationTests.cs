using Gateway.Storage;

namespace Gateway.Admin;

public sealed class SqliteAdministrationTests : AdministrationConformance
{
    private protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult(TestDatabase.Sqlite());
}
