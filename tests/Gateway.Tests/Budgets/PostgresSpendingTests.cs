using Gateway.Storage;

namespace Gateway.Budgets;

public sealed class PostgresSpendingTests(PostgresServer server) : SpendingConformance
{
    private protected override Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.PostgresAsync(server);
}
