using Gateway.Storage;

namespace Gateway.Metering;

public sealed class SqliteUsageTests : UsageConformance
{
    private protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult(TestDatabase.Sqlite());
}
