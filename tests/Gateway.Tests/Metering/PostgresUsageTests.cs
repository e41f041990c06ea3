using Gateway.Storage;

namespace Gateway.Metering;

public sealed class PostgresUsageTests(PostgresServer server) : UsageConformance
{
    private protected override Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.PostgresAsync(server);
}
