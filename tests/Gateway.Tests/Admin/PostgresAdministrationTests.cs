using Gateway.Storage;

namespace Gateway.Admin;

public sealed class PostgresAdministrationTests(PostgresServer server) : AdministrationConformance
{
    private protected override Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.PostgresAsync(server);
}
