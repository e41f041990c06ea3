using Gateway.Policies.Budgets;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Budgets;

public sealed class SqliteSpendingTests : SpendingConformance
{
    [Fact]
    public async Task DatabaseThatIsAway_LosesNothing_AndIsToldOnce()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = StorageHost.Open(database);
        await using var other = StorageHost.Open(database);
        var id = (await host.CreateKeyAsync(settings: new() { Budgets = [new(BudgetUnit.Characters, BudgetPeriod.Day, 10)] })).Id;
        await other.Directory.RefreshAsync(CancellationToken.None);
        await RoundAsync(host, other);
        File.Move(database.File, database.File + ".away");

        Spend(host, id, 4);
        await RoundAsync(host);
        Spend(host, id, 6);
        await RoundAsync(host, host);
        Assert.Equal(BudgetLevel.Exhausted, LevelOf(host, id));
        Assert.Single(host.Logs.GetSnapshot(), record => record.Id.Name == "SpendingNotSaved");

        File.Move(database.File + ".away", database.File);
        await RoundAsync(host, other);
        Assert.Equal(BudgetLevel.Exhausted, LevelOf(other, id));
        Assert.Single(host.Logs.GetSnapshot(), record => record.Id.Name == "SpendingSaved");
        var spent = await host.Database.ReadAsync(session => session.FindAsync<long>("SELECT amount FROM spending WHERE holder = @id AND period = 'Day'", new { id }), CancellationToken.None);
        Assert.Equal(10, spent);
    }

    private protected override Task<TestDatabase> CreateDatabaseAsync() => Task.FromResult(TestDatabase.Sqlite());
}
