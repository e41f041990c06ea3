using System.Text.Json.Nodes;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Policies.Usage;
using Gateway.Storage;

namespace Gateway.Admin;

/// <summary>What administration promises, on every database.</summary>
public abstract class AdministrationConformance
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Create_ShowsTheSecretOnce_AndStoresItNowhere()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);

        var issued = await host.CreateKeyAsync("payments", "bot");

        Assert.True(VirtualKeySecret.IsWellFormed(issued.Secret));
        var shown = (await host.Keys.GetAsync("payments/BOT", None)).Value!;
        Assert.Equal(issued.Id, shown.Id);
        Assert.Equal(issued.Secret[^4..], Assert.Single(shown.Secrets).Hint);
        Assert.DoesNotContain(issued.Secret, issued.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Logs.GetSnapshot(), record => record.Message.Contains(issued.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Create_WithWrongFields_NamesEachOfThem()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var key = new NewKey { Team = "no name", Scopes = ["tss"], Limits = new() { Slots = -1 }, Networks = ["10.0.0.0/33"], Origins = ["https://a.example/path"] };

        var result = await host.Keys.CreateAsync(key, createTeam: true, StorageHost.Call, None);

        Assert.Equal(AdminFaultKind.Invalid, result.Fault!.Kind);
        Assert.Equal(["limits.slots", "networks[0]", "origins[0]", "scopes[0]", "team"], result.Fault.Fields.Select(field => field.Field).Order(StringComparer.Ordinal));
        Assert.Empty((await host.Teams.ListAsync(new(), None)).Value!.Items);
    }

    [Fact]
    public async Task Create_ForATeamThatDoesNotExist_NeedsToBeAsked()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);

        var refused = await host.Keys.CreateAsync(new() { Team = "payments" }, createTeam: false, StorageHost.Call, None);
        var made = await host.Keys.CreateAsync(new() { Team = "payments" }, createTeam: true, StorageHost.Call, None);

        Assert.Equal("team", Assert.Single(refused.Fault!.Fields).Field);
        Assert.True(made.Succeeded);
        Assert.Equal(["team.create", "key.create"], (await ActionsAsync(host)).AsEnumerable().Reverse());
    }

    [Fact]
    public async Task Name_IsUniqueAmongTheKeysInForceOfATeam()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var first = await host.CreateKeyAsync("payments", "bot");

        var again = await host.Keys.CreateAsync(new() { Team = "Payments", Name = "Bot" }, createTeam: true, StorageHost.Call, None);
        Assert.Equal(AdminFaultKind.Conflict, again.Fault!.Kind);
        Assert.Contains(first.Id, again.Fault.Message, StringComparison.Ordinal);

        await host.CreateKeyAsync("support", "bot");
        await host.Keys.RevokeAsync(first.Id, StorageHost.Call, None);
        await host.CreateKeyAsync("payments", "bot");
    }

    [Fact]
    public async Task Update_ChangesWhatIsNamed_AndRefusesAnOldVersion()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync("payments", "bot", new() { Models = ["electron"], Limits = new() { Slots = 2, RequestsPerMinute = 10 } });
        var patch = new JsonObject { ["name"] = "robot", ["limits"] = new JsonObject { ["slots"] = 3, ["requestsPerMinute"] = null } };

        var updated = (await host.Keys.UpdateAsync(key.Id, patch, StorageHost.Call with { ExpectedVersion = 1 }, None)).Value!;

        Assert.Equal(("robot", 3, null, 2), (updated.Name, updated.Limits.Slots, updated.Limits.RequestsPerMinute, updated.Version));
        Assert.Equal(["electron"], updated.Models);
        var late = await host.Keys.UpdateAsync(key.Id, new() { ["weight"] = 2 }, StorageHost.Call with { ExpectedVersion = 1 }, None);
        Assert.Equal(AdminFaultKind.Changed, late.Fault!.Kind);
    }

    [Theory]
    [InlineData("""{"limit":{"slots":1}}""", "limit")]
    [InlineData("""{"weight":"heavy"}""", "weight")]
    [InlineData("""{"team":"other"}""", "team")]
    [InlineData("""{"budgets":[{"unit":"bananas","period":"day","limit":1}]}""", "budgets[0].unit")]
    public async Task Update_WithAFieldThatCannotBe_ChangesNothing(string patch, string field)
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync();

        var refused = await host.Keys.UpdateAsync(key.Id, JsonNode.Parse(patch)!.AsObject(), StorageHost.Call, None);

        Assert.Equal(field, Assert.Single(refused.Fault!.Fields).Field);
        Assert.Equal(1, (await host.Keys.GetAsync(key.Id, None)).Value!.Version);
    }

    [Fact]
    public async Task Change_ThatChangesNothing_MakesNoVersionAndNoEntry()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync("payments", "bot", new() { Weight = 2 });
        await host.Keys.RevokeAsync(key.Id, StorageHost.Call, None);
        var entries = (await ActionsAsync(host)).Count;

        var revoked = await host.Keys.RevokeAsync(key.Id, StorageHost.Call, None);
        var team = await host.Teams.UpdateAsync("payments", new() { ["weight"] = 1 }, StorageHost.Call, None);

        Assert.Equal(2, revoked.Value!.Version);
        Assert.Equal(1, team.Value!.Version);
        Assert.Equal(entries, (await ActionsAsync(host)).Count);
    }

    [Fact]
    public async Task RevokedKey_CannotBeChangedOrRotated()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync();
        await host.Keys.RevokeAsync(key.Id, StorageHost.Call, None);

        Assert.Equal(AdminFaultKind.Conflict, (await host.Keys.UpdateAsync(key.Id, new() { ["weight"] = 2 }, StorageHost.Call, None)).Fault!.Kind);
        Assert.Equal(AdminFaultKind.Conflict, (await host.Keys.RotateAsync(key.Id, TimeSpan.Zero, StorageHost.Call, None)).Fault!.Kind);
    }

    [Fact]
    public async Task List_InParts_GivesEveryKeyOnceInOrder()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var made = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            made.Add((await host.CreateKeyAsync(i % 2 == 0 ? "even" : "odd")).Id);
            host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        await host.Keys.RevokeAsync(made[2], StorageHost.Call, None);

        Assert.Equal(made.Where((_, i) => i != 2), await ListAsync(team: null, all: false));
        Assert.Equal(made, await ListAsync(team: null, all: true));
        Assert.Equal(made.Where((_, i) => i % 2 == 1), await ListAsync(team: "ODD", all: true));
        Assert.Equal(AdminFaultKind.Invalid, (await host.Keys.ListAsync(null, false, new("nonsense"), None)).Fault!.Kind);

        async Task<List<string>> ListAsync(string? team, bool all)
        {
            var ids = new List<string>();
            for (var page = new PageRequest(null, 2); ; page = page with { Cursor = page.Cursor })
            {
                var part = (await host.Keys.ListAsync(team, all, page, None)).Value!;
                Assert.InRange(part.Items.Length, 0, 2);
                ids.AddRange(part.Items.Select(key => key.Id));
                if (part.Next is null)
                    return ids;
                page = page with { Cursor = part.Next };
            }
        }
    }

    [Fact]
    public async Task DeleteTeam_WithKeysInForce_NeedsToBeAsked_AndRevokesThem()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync("payments", "bot");

        Assert.Equal(AdminFaultKind.Conflict, (await host.Teams.DeleteAsync("payments", revokeKeys: false, StorageHost.Call, None)).Fault!.Kind);
        Assert.True((await host.Teams.DeleteAsync("payments", revokeKeys: true, StorageHost.Call, None)).Succeeded);

        Assert.NotNull(host.Directory.Current.Find(key.Secret)!.RevokedAt);
        Assert.Equal(AdminFaultKind.NotFound, (await host.Teams.GetAsync("payments", None)).Fault!.Kind);
        Assert.Equal(["team.delete", "key.revoke", "key.create", "team.create"], await ActionsAsync(host));

        var next = await host.CreateKeyAsync("payments", "bot");
        Assert.NotEqual(key.Id, next.Id);
        Assert.Equal(1, (await host.Teams.GetAsync("payments", None)).Value!.Keys);
    }

    [Fact]
    public async Task Repeat_UnderAnIdempotencyKey_GetsTheSameAnswerAndDoesNothing()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var call = StorageHost.Call with { IdempotencyKey = "request-1" };
        var key = new NewKey { Team = "payments" };
        var first = (await host.Keys.CreateAsync(key, createTeam: true, call, None)).Value!;

        var repeat = (await host.Keys.CreateAsync(key, createTeam: true, call, None)).Value!;
        Assert.Equal((first.Id, first.Secret), (repeat.Id, repeat.Secret));

        var other = await host.Keys.CreateAsync(key with { Name = "bot" }, createTeam: true, call, None);
        Assert.Equal(AdminFaultKind.KeyReused, other.Fault!.Kind);

        var stranger = await host.Keys.CreateAsync(key, createTeam: true, call with { Actor = "somebody else" }, None);
        Assert.NotEqual(first.Id, stranger.Value!.Id);

        host.Clock.Advance(AdminTransactions.IdempotencyLifetime + TimeSpan.FromSeconds(1));
        var later = await host.Keys.CreateAsync(key, createTeam: true, call, None);
        Assert.NotEqual(first.Id, later.Value!.Id);
    }

    [Fact]
    public async Task Plans_StoredOnesTakeThePlaceOfThoseThatShip_InEveryProcess()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        await using var other = StorageHost.Open(database);
        var plans = host.Get<IPlanAdministration>();
        var settings = new PlanSettings { Groups = System.Collections.Immutable.ImmutableDictionary<string, LimitSet>.Empty.Add("chat", new() { RequestsPerMinute = 50, Slots = 2 }) };

        var put = (await plans.PutAsync("Standard", settings, StorageHost.Call, None)).Value!;

        await other.Directory.RefreshAsync(None);
        foreach (var process in (StorageHost[])[host, other])
        {
            var plan = process.Get<IPlanCatalog>().Find("STANDARD")!;
            Assert.Equal((50, 2), (plan.Of(Policies.Contracts.LimitGroup.Chat).RequestsPerMinute, plan.Of(Policies.Contracts.LimitGroup.Chat).Slots));
            Assert.Null(plan.Of(Policies.Contracts.LimitGroup.Tts).Slots);
        }
        Assert.Equal(["enterprise", "unlimited", "Standard"], (await plans.ListAsync(None)).Value!.Items.Select(plan => plan.Name));
        Assert.Equal(AdminFaultKind.Changed, (await plans.PutAsync("standard", new(), StorageHost.Call with { ExpectedVersion = 9 }, None)).Fault!.Kind);

        Assert.True((await plans.DeleteAsync("standard", StorageHost.Call with { ExpectedVersion = put.Version }, None)).Succeeded);
        Assert.Equal(10, host.Get<IPlanCatalog>().Find("standard")!.Of(Policies.Contracts.LimitGroup.Chat).RequestsPerMinute);
        Assert.Equal(AdminFaultKind.Conflict, (await plans.DeleteAsync("standard", StorageHost.Call, None)).Fault!.Kind);
        Assert.Equal(AdminFaultKind.NotFound, (await plans.DeleteAsync("gold", StorageHost.Call, None)).Fault!.Kind);
    }

    [Fact]
    public async Task Plan_NamedByATeamOrKey_MustExist_AndStaysWhileItIsNamed()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var plans = host.Get<IPlanAdministration>();
        await plans.PutAsync("a_b", new(), StorageHost.Call, None);
        await plans.PutAsync("aXb", new(), StorageHost.Call, None);

        var unknown = await host.Teams.CreateAsync(new() { Name = "payments", Plan = "gold" }, StorageHost.Call, None);
        Assert.Equal(new SettingsFault("plan", "There is no such plan; there are standard, enterprise, unlimited, aXb, a_b."), Assert.Single(unknown.Fault!.Fields));
        Assert.True((await host.Teams.CreateAsync(new() { Name = "payments", Plan = "A_B" }, StorageHost.Call, None)).Succeeded);
        var key = await host.CreateKeyAsync("payments", "bot", new() { Plan = "enterprise", Tags = ["\"plan\":\"axb\""] });
        Assert.Equal("plan", Assert.Single((await host.Keys.UpdateAsync(key.Id, new() { ["plan"] = "gold" }, StorageHost.Call, None)).Fault!.Fields).Field);
        Assert.True((await host.Keys.UpdateAsync(key.Id, new() { ["plan"] = "a_b" }, StorageHost.Call, None)).Succeeded);
        var found = host.Directory.Current.Find(key.Secret)!;
        Assert.Equal(("a_b", "A_B"), (found.Plan, found.TeamPlan));

        var refused = (await plans.DeleteAsync("a_b", StorageHost.Call, None)).Fault!;
        Assert.Equal(AdminFaultKind.Conflict, refused.Kind);
        Assert.Contains($"team payments, key {key.Id}", refused.Message, StringComparison.Ordinal);
        Assert.True((await plans.DeleteAsync("aXb", StorageHost.Call, None)).Succeeded);

        await host.Keys.RevokeAsync(key.Id, StorageHost.Call, None);
        Assert.Equal(AdminFaultKind.Conflict, (await plans.DeleteAsync("a_b", StorageHost.Call, None)).Fault!.Kind);
        Assert.True((await host.Teams.UpdateAsync("payments", new() { ["plan"] = null }, StorageHost.Call, None)).Succeeded);
        Assert.True((await plans.DeleteAsync("a_b", StorageHost.Call, None)).Succeeded);
    }

    [Fact]
    public async Task Plan_NamedByTheSettings_StaysWhileItIs()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(
            database, ("Gateway:Keys:Items:0:Name", "ci"), ("Gateway:Keys:Items:0:Team", "build"), ("Gateway:Keys:Items:0:Secret", VirtualKeySecret.Create()), ("Gateway:Keys:Items:0:Plan", "gold"));
        var plans = host.Get<IPlanAdministration>();
        await plans.PutAsync("gold", new(), StorageHost.Call, None);

        Assert.Contains("key build/ci of the settings", (await plans.DeleteAsync("gold", StorageHost.Call, None)).Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prices_AreReplacedWhole()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var plans = host.Get<IPlanAdministration>();
        Assert.Equal(0, (await plans.GetPricesAsync(None)).Value!.Version);

        var book = new PriceBook { Prices = [new(PriceUnit.AudioSeconds, 0.006m) { Per = 60, Scope = "stt-live" }] };
        Assert.Equal(1, (await plans.PutPricesAsync(book, StorageHost.Call with { ExpectedVersion = 0 }, None)).Value!.Version);

        Assert.Equal(0.006m, Assert.Single(host.Get<PriceCatalog>().Current.Prices).Amount);
        var wrong = await plans.PutPricesAsync(new() { Currency = "usd", Prices = [new(PriceUnit.Requests, -1) { Scope = "nowhere" }] }, StorageHost.Call, None);
        Assert.Equal(["currency", "prices[0].amount", "prices[0].scope"], wrong.Fault!.Fields.Select(field => field.Field));
    }

    [Fact]
    public async Task Audit_HoldsWhoWhatAndBothSides_AndNoSecret()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        var key = await host.CreateKeyAsync("payments", "bot");

        await host.Keys.UpdateAsync(key.Id, new() { ["limits"] = new JsonObject { ["slots"] = 3 } }, new("cli:alice", "10.0.0.7"), None);

        var entries = (await host.Get<IAuditReader>().ListAsync(key.Id, new(), None)).Value!.Items;
        Assert.Equal(["key.update", "key.create"], entries.Select(entry => entry.Action));
        var update = entries[0];
        Assert.Equal(("cli:alice", "10.0.0.7", host.Clock.GetUtcNow()), (update.Actor, update.Source, update.At));
        Assert.Null(update.Before!["limits"]!["slots"]);
        Assert.Equal(3, (int)update.After!["limits"]!["slots"]!);
        Assert.Null(entries[1].Before);
        Assert.All(entries, entry => Assert.DoesNotContain(key.Secret, entry.ToString(), StringComparison.Ordinal));
        var told = Assert.Single(host.Logs.GetSnapshot(), record => record.Id.Name == "Audited" && record.Message.Contains("key.update", StringComparison.Ordinal));
        Assert.Contains(update.Hash, told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_WrittenByTwoProcessesAtOnce_IsOneChain()
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database, ("Gateway:Database:LockTimeout", "00:00:20"));
        await using var other = StorageHost.Open(database, ("Gateway:Database:LockTimeout", "00:00:20"));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? host : other).CreateKeyAsync($"team-{i % 3}")));

        var verified = (await host.Get<IAuditReader>().VerifyAsync(null, None)).Value!;
        Assert.Equal((true, 23), (verified.Whole, (int)verified.Entries));
        Assert.Equal(20, (await host.Keys.ListAsync(null, true, new(), None)).Value!.Items.Length);
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'nobody' WHERE sequence = 3", 3)]
    [InlineData("UPDATE audit SET after = NULL WHERE sequence = 2", 2)]
    [InlineData("DELETE FROM audit WHERE sequence = 2", 2)]
    [InlineData("DELETE FROM audit WHERE sequence >= 3", 3)]
    public async Task Audit_TamperedWith_IsFound(string sql, long brokenAt)
    {
        using var database = await CreateDatabaseAsync();
        await using var host = StorageHost.Open(database);
        for (var i = 0; i < 4; i++)
            await host.CreateKeyAsync();
        var head = (await host.Get<IAuditReader>().VerifyAsync(null, None)).Value!.Head;

        await host.Database.WriteAsync(
            async session =>
            {
                var changed = await session.ExecuteAsync(sql);
                await session.CommitAsync();
                return changed;
            },
            None);

        var verified = (await host.Get<IAuditReader>().VerifyAsync(head, None)).Value!;
        Assert.False(verified.Whole);
        Assert.Equal(brokenAt, verified.BrokenAt);
    }

    /// <summary>An empty database.</summary>
    private protected abstract Task<TestDatabase> CreateDatabaseAsync();

    private static async Task<List<string>> ActionsAsync(StorageHost host) =>
        [.. (await host.Get<IAuditReader>().ListAsync(null, new(), None)).Value!.Items.Select(entry => entry.Action)];
}
