using System.Text.Json.Nodes;
using Gateway.Policies.Keys;

namespace Gateway.Storage;

/// <summary>What the directory promises, on every database.</summary>
public abstract class DirectoryConformance
{
    private const string Pepper = "0123456789abcdef-pepper";

    [Fact]
    public async Task Current_BeforeTheDatabaseWasRead_SaysThatItIsIncomplete()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);

        Assert.False(host.Directory.Current.IsComplete);

        await host.Directory.RefreshAsync(CancellationToken.None);

        Assert.True(host.Directory.Current.IsComplete);
        Assert.Equal(0, host.Directory.Current.Count);
    }

    [Fact]
    public async Task Create_InThisProcess_IsKnownWhenTheAnswerComes()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);

        var issued = await host.CreateKeyAsync("payments", "bot", new() { Scopes = ["tts"], Limits = new() { Slots = 2 }, Weight = 3, MaxWaitSeconds = 7 });

        var key = host.Directory.Current.Find(issued.Secret);
        Assert.NotNull(key);
        Assert.Equal((issued.Id, "payments", "bot", 3.0, TimeSpan.FromSeconds(7)), (key.Id, key.Team, key.Name, key.Weight, key.MaxWait));
        Assert.Equal(2, key.Limits.Slots);
        Assert.Equal(["tts"], key.Scopes.Contracts);
        Assert.True(key.IsActive(host.Clock.GetUtcNow()));
        Assert.Same(key, host.Directory.Current.FindById(issued.Id));
    }

    [Fact]
    public async Task Revoke_InAnotherProcess_IsInForceAfterOneRound()
    {
        using var database = await CreateDatabaseAsync();
        await using var gateway = StorageHost.Open(database);
        await using var commandLine = StorageHost.Open(database);
        var issued = await commandLine.CreateKeyAsync();
        await gateway.StartAsync();
        Assert.True(gateway.Directory.Current.Find(issued.Secret)!.IsActive(gateway.Clock.GetUtcNow()));

        var revoked = await commandLine.Keys.RevokeAsync(issued.Id, StorageHost.Call, CancellationToken.None);

        Assert.True(revoked.Succeeded);
        await gateway.UntilAsync(() => !gateway.Directory.Current.Find(issued.Secret)!.IsActive(gateway.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task Refresh_WithoutAnyChange_KeepsTheSnapshot()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        await host.CreateKeyAsync();
        var before = host.Directory.Current;

        await host.Directory.RefreshAsync(CancellationToken.None);

        Assert.Same(before, host.Directory.Current);
    }

    [Fact]
    public async Task UpdateOfATeam_ReachesItsKeysAndNoOthers()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        await using var other = StorageHost.Open(database);
        var issued = await host.CreateKeyAsync("payments");
        var stranger = await host.CreateKeyAsync("support");
        await other.Directory.RefreshAsync(CancellationToken.None);

        var updated = await host.Teams.UpdateAsync("PAYMENTS", new JsonObject { ["limits"] = new JsonObject { ["slots"] = 4 }, ["weight"] = 5 }, StorageHost.Call, CancellationToken.None);

        Assert.True(updated.Succeeded);
        await other.Directory.RefreshAsync(CancellationToken.None);
        foreach (var process in (StorageHost[])[host, other])
        {
            var key = process.Directory.Current.Find(issued.Secret)!;
            Assert.Equal((4, 5.0), (key.TeamLimits.Slots, key.Weight));
            Assert.Null(process.Directory.Current.Find(stranger.Secret)!.TeamLimits.Slots);
        }
    }

    [Fact]
    public async Task Rotate_WithGrace_BothSecretsWorkUntilItIsOver()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var former = await host.CreateKeyAsync();

        var next = (await host.Keys.RotateAsync(former.Id, TimeSpan.FromHours(1), StorageHost.Call, CancellationToken.None)).Value!;

        Assert.NotEqual(former.Secret, next.Secret);
        Assert.True(IsActive(host, former.Secret));
        Assert.True(IsActive(host, next.Secret));
        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.False(IsActive(host, former.Secret));
        Assert.True(IsActive(host, next.Secret));
        Assert.Null(host.Directory.Current.FindById(former.Id)!.ExpiresAt);
    }

    [Fact]
    public async Task Find_SecretNeverIssued_KnowsNothing()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        await host.CreateKeyAsync();

        Assert.Null(host.Directory.Current.Find(VirtualKeySecret.Create()));
    }

    [Fact]
    public async Task KeysOfTheSettings_StandBesideThoseOfTheDatabase_AndTakeTheirTeamsLimits()
    {
        using var database = await CreateDatabaseAsync();
        var secret = VirtualKeySecret.Create();
        await using var host = StorageHost.Open(database, ("Gateway:Keys:Items:0:Name", "bot"), ("Gateway:Keys:Items:0:Team", "payments"), ("Gateway:Keys:Items:0:Secret", secret));
        Assert.NotNull(host.Directory.Current.Find(secret));
        await host.CreateKeyAsync("payments");

        await host.Teams.UpdateAsync("payments", new JsonObject { ["limits"] = new JsonObject { ["requestsPerMinute"] = 60 } }, StorageHost.Call, CancellationToken.None);

        Assert.Equal(60, host.Directory.Current.Find(secret)!.TeamLimits.RequestsPerMinute);
        Assert.Equal(2, host.Directory.Current.Count);
    }

    [Fact]
    public async Task KeysOfTheSettings_AreAddedAndTakenAwayAsTheSettingsChange()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        await host.StartAsync();
        var secret = VirtualKeySecret.Create();

        host.Configure(("Gateway:Keys:Items:0:Name", "bot"), ("Gateway:Keys:Items:0:Team", "payments"), ("Gateway:Keys:Items:0:Secret", secret));
        await host.UntilAsync(() => host.Directory.Current.Find(secret) is not null);

        host.Configure(("Gateway:Keys:Items:0:Team", "not a name"));
        await host.UntilAsync(() => host.Logs.GetSnapshot().Any(record => record.Id.Name == "KeysSettingsRejected"));
        Assert.Equal("payments", host.Directory.Current.Find(secret)!.Team);

        host.Configure(("Gateway:Keys:Items:0:Team", "support"));
        await host.UntilAsync(() => host.Directory.Current.Find(secret)!.Team == "support");
    }

    [Fact]
    public async Task SecretHash_OfTheSettings_IsTheHashUnderThePepper()
    {
        using var database = await CreateDatabaseAsync();
        var secret = VirtualKeySecret.Create();
        Assert.True(new KeyHasher(System.Text.Encoding.UTF8.GetBytes(Pepper)).TryHash(secret, out var hash));
        await using var host = StorageHost.Open(
            database,
            ("Gateway:Keys:Pepper", Pepper),
            ("Gateway:Keys:Items:0:Name", "bot"),
            ("Gateway:Keys:Items:0:Team", "payments"),
            ("Gateway:Keys:Items:0:SecretHash", Convert.ToHexString(hash.ToBytes())));

        await host.Directory.RefreshAsync(CancellationToken.None);

        Assert.Equal("bot", host.Directory.Current.Find(secret)!.Name);
    }

    [Fact]
    public async Task Pepper_OfTheDatabase_OutlivesTheProcess()
    {
        using var database = await CreateDatabaseAsync();
        string secret;
        await using (var first = StorageHost.Open(database))
            secret = (await first.CreateKeyAsync()).Secret;
        await using var second = StorageHost.Open(database);

        await second.Directory.RefreshAsync(CancellationToken.None);

        Assert.NotNull(second.Directory.Current.Find(secret));
    }

    [Fact]
    public async Task Pepper_OtherThanTheKeysWereHashedUnder_IsATroubleThatIsNamed()
    {
        using var database = await CreateDatabaseAsync();
        await using (var first = StorageHost.Open(database, ("Gateway:Keys:Pepper", Pepper)))
            await first.CreateKeyAsync();

        foreach (var settings in ((string, string)[][])[[], [("Gateway:Keys:Pepper", Pepper + "2")]])
        {
            await using var second = StorageHost.Open(database, settings);
            var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => second.Directory.RefreshAsync(CancellationToken.None));
            Assert.Equal(DatabaseFault.WrongPepper, exception.Fault);
            Assert.Equal(DatabaseFault.WrongPepper, second.State.Trouble!.Fault);
            Assert.False(second.Directory.Current.IsComplete);
        }
    }

    /// <summary>An empty database.</summary>
    private protected abstract Task<TestDatabase> CreateDatabaseAsync();

    private static bool IsActive(StorageHost host, string secret) =>
        host.Directory.Current.Find(secret) is { } key && key.IsActive(host.Clock.GetUtcNow());
}
