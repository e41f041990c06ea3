using Gateway.Storage;

namespace Gateway.Admin.Life;

public sealed class PostgresKeyLifeTests(PostgresServer server) : KeyLifeConformance
{
    private protected override Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.PostgresAsync(server);
}
