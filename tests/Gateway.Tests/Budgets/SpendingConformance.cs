using Gateway.Admin;
using Gateway.Policies.Budgets;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Budgets;

/// <summary>What was spent, between a process and its database, on every database.</summary>
public abstract class SpendingConformance
{
    private static readonly WavesContract Speech = WavesContracts.All.Single(contract => contract.Id == "T1");
    private static readonly KeySettings Limited = new() { Budgets = [new(BudgetUnit.Characters, BudgetPeriod.Month, 100) { WarnAt = 50 }] };

    [Fact]
    public async Task Spending_OfOneProcess_StopsAnother_AfterOneRoundOfEach()
    {
        using var database = await CreateDatabaseAsync();
        await using var one = StorageHost.Open(database);
        await using var other = StorageHost.Open(database);
        var id = (await one.CreateKeyAsync(settings: Limited)).Id;
        await other.Directory.RefreshAsync(CancellationToken.None);
        await RoundAsync(one, other);

        Spend(one, id, 60);
        Spend(other, id, 40);
        Assert.Equal(BudgetLevel.Warned, LevelOf(one, id));
        Assert.Equal(BudgetLevel.Fine, LevelOf(other, id));
        await RoundAsync(one, other, one);

        Assert.Equal(BudgetLevel.Exhausted, LevelOf(one, id));
        Assert.Equal(BudgetLevel.Exhausted, LevelOf(other, id));
        var shown = Assert.Single((await other.Get<IBudgetReader>().OfKeyAsync(id, CancellationToken.None)).Value!.Items);
        Assert.Equal((100m, 0m, BudgetLevel.Exhausted, "key"), (shown.Spent, shown.Remaining, shown.Level, shown.Holder));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), shown.ResetsAt);
    }

    [Fact]
    public async Task Spending_OutlivesTheProcess_AndItsPeriodDoesNot()
    {
        using var database = await CreateDatabaseAsync();
        string id;
        await using (var first = StorageHost.Open(database))
        {
            id = (await first.CreateKeyAsync(settings: Limited)).Id;
            Spend(first, id, 100);
            await first.Spending.StopAsync(CancellationToken.None);
        }
        await using var second = StorageHost.Open(database);
        await second.Directory.RefreshAsync(CancellationToken.None);

        await second.Spending.StartAsync(CancellationToken.None);
        await second.Spending.StopAsync(CancellationToken.None);

        Assert.Equal(BudgetLevel.Exhausted, LevelOf(second, id));
        second.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(BudgetLevel.Fine, LevelOf(second, id));
    }

    [Fact]
    public async Task Budget_ThatIsSetLater_CountsWhatWasSpentBefore()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var id = (await host.CreateKeyAsync("Payments")).Id;
        await RoundAsync(host);
        Spend(host, id, 30);
        await RoundAsync(host);
        Spend(host, id, 30);
        await RoundAsync(host);

        await host.Keys.UpdateAsync(id, BudgetsOf("""[{"unit":"characters","period":"total","limit":60}]"""), StorageHost.Call, CancellationToken.None);
        await RoundAsync(host);
        Assert.Equal(BudgetLevel.Exhausted, LevelOf(host, id));

        await host.Keys.UpdateAsync(id, BudgetsOf("[]"), StorageHost.Call, CancellationToken.None);
        await host.Teams.UpdateAsync("payments", BudgetsOf("""[{"unit":"characters","period":"day","limit":60}]"""), StorageHost.Call, CancellationToken.None);
        await RoundAsync(host);
        Assert.Equal(BudgetLevel.Exhausted, LevelOf(host, id));
        Assert.Equal(60, Assert.Single((await host.Get<IBudgetReader>().OfTeamAsync("PAYMENTS", CancellationToken.None)).Value!.Items).Spent);
    }

    [Fact]
    public async Task Days_ThatNobodyAsksFor_AreForgotten()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var id = (await host.CreateKeyAsync(settings: Limited)).Id;
        await host.Spending.StartAsync(CancellationToken.None);
        await host.Spending.StopAsync(CancellationToken.None);
        Spend(host, id, 1);
        await RoundAsync(host);
        Assert.Equal(6, await RowsAsync(host));

        host.Clock.Advance(TimeSpan.FromDays(45));
        await RoundAsync(host);

        Assert.Equal(4, await RowsAsync(host));
    }

    /// <summary>An empty database.</summary>
    private protected abstract Task<TestDatabase> CreateDatabaseAsync();

    private protected static BudgetLevel LevelOf(StorageHost host, string id) => host.Get<BudgetBook>().Check(host.Directory.Current.FindById(id)!, Speech).Level;

    private protected static void Spend(StorageHost host, string id, int characters)
    {
        var key = host.Directory.Current.FindById(id)!;
        host.Get<BudgetBook>().Record(Guid.NewGuid().ToString(), id, key.Team, new() { Characters = characters }, host.Clock.GetUtcNow());
    }

    private protected static async Task RoundAsync(params StorageHost[] hosts)
    {
        foreach (var host in hosts)
            await host.Spending.RoundAsync(all: true, CancellationToken.None);
    }

    private static System.Text.Json.Nodes.JsonObject BudgetsOf(string json) => new() { ["budgets"] = System.Text.Json.Nodes.JsonNode.Parse(json) };

    private static Task<long> RowsAsync(StorageHost host) => host.Database.ReadAsync(session => session.FindAsync<long>("SELECT count(*) FROM spending"), CancellationToken.None);
}
