using System.Collections.Immutable;
using System.Net;
using System.Net.WebSockets;
using Gateway.Policies.Plans;
using Gateway.RequestPath;
using Gateway.Storage;
using Waves.Simulator;

namespace Gateway.Admin.Http;

/// <summary>What goes on now, and ending it.</summary>
public sealed class LiveEndpointsTests : IAsyncLifetime
{
    private const string Socket = "/waves/v1/tts/live";
    private WavesSimulatorHost _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] });

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task Session_IsListed_AndEnded()
    {
        await using var plane = await StartAsync();
        var key = await plane.CreateKeyAsync();
        using var socket = await plane.Gateway.ConnectAsync(WireProtocol.Http1, Socket, (string)key["secret"]!);

        var (_, list) = await plane.SendAsync(HttpMethod.Get, "sessions?team=payments");
        var session = Assert.Single(list["items"]!.AsArray())!;
        Assert.Equal(("T3", (string)key["id"]!), ((string)session["contract"]!, (string)session["keyId"]!));
        Assert.Empty((await plane.SendAsync(HttpMethod.Get, "sessions?team=support")).Body["items"]!.AsArray());

        var (ended, _) = await plane.SendAsync(HttpMethod.Delete, $"sessions/{session["id"]}");

        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        var close = await socket.ReceiveAsync(new byte[256], Patience.Token);
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "ended by operator"), (close.CloseStatus, close.CloseStatusDescription));
        Assert.Equal("session.end", (string)(await plane.SendAsync(HttpMethod.Get, "audit")).Body["items"]![0]!["action"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await plane.SendAsync(HttpMethod.Delete, "sessions/sock_nix")).Response.StatusCode);
    }

    [Fact]
    public async Task RevokedKey_EndsItsSession()
    {
        await using var plane = await StartAsync();
        var key = await plane.CreateKeyAsync();
        using var socket = await plane.Gateway.ConnectAsync(WireProtocol.Http1, Socket, (string)key["secret"]!);

        await plane.SendAsync(HttpMethod.Delete, $"keys/{key["id"]}");

        var close = await socket.ReceiveAsync(new byte[256], Patience.Token);
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "forbidden"), (close.CloseStatus, close.CloseStatusDescription));
    }

    [Fact]
    public async Task Plan_ThatOperatorsKeep_TakesThePlaceOfTheOneThatShips_AtOnce()
    {
        await using var plane = await StartAsync();
        var key = await plane.CreateKeyAsync();
        await PutStandardAsync(plane, """{"groups":{"tts":{"slots":7,"sockets":0}}}""");

        await Assert.ThrowsAsync<WebSocketException>(() => plane.Gateway.ConnectAsync(WireProtocol.Http1, Socket, (string)key["secret"]!));

        await PutStandardAsync(plane, """{"groups":{"tts":{"slots":7,"sockets":9}}}""");
        using var socket = await plane.Gateway.ConnectAsync(WireProtocol.Http1, Socket, (string)key["secret"]!);
        var (_, accounts) = await plane.SendAsync(HttpMethod.Get, "accounts");
        Assert.Equal(9, (int)Assert.Single(accounts["items"]![0]!["pools"]!.AsArray(), pool => (string)pool!["id"]! == "tts")!["limits"]!["sockets"]!);
    }

    [Fact]
    public async Task Plan_OfAnAccount_UnderANameThatDoesNotShip_HoldsFromTheStartOn_AndIsFollowed()
    {
        using var database = TestDatabase.Sqlite();
        await using (var before = StorageHost.Open(database))
            await before.Get<IPlanAdministration>().PutAsync("gold", new() { Groups = ImmutableDictionary<string, LimitSet>.Empty.Add("tts", new() { Sockets = 0 }) }, StorageHost.Call, CancellationToken.None);
        await using var plane = await StartAsync(setup =>
        {
            setup.Settings["Gateway:Database:ConnectionString"] = database.ConnectionString;
            setup.Settings["Gateway:Upstream:Accounts:0:Plan"] = "gold";
        });
        var key = await plane.CreateKeyAsync();
        Assert.Equal("gold", (string)(await plane.SendAsync(HttpMethod.Get, "accounts")).Body["items"]![0]!["plan"]!);
        await Assert.ThrowsAsync<WebSocketException>(() => plane.Gateway.ConnectAsync(WireProtocol.Http1, Socket, (string)key["secret"]!));

        Assert.Equal(HttpStatusCode.OK, (await plane.SendAsync(HttpMethod.Put, "plans/gold", """{"groups":{"tts":{"sockets":1}}}""")).Response.StatusCode);
        using var socket = await plane.Gateway.ConnectAsync(WireProtocol.Http1, Socket, (string)key["secret"]!);
        await Assert.ThrowsAsync<WebSocketException>(() => plane.Gateway.ConnectAsync(WireProtocol.Http1, Socket, (string)key["secret"]!));

        var (refused, problem) = await plane.SendAsync(HttpMethod.Delete, "plans/gold");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("account main", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_ThatDoesNotExist_IsAFaultThatNamesThoseThatDo()
    {
        await using var plane = await StartAsync();

        var (refused, problem) = await plane.SendAsync(HttpMethod.Post, "keys?createTeam=true", """{"team":"payments","account":"nowhere"}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("there are main.", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty((await plane.SendAsync(HttpMethod.Get, "keys")).Body["items"]!.AsArray());
    }

    [Fact]
    public async Task Plan_ThatCannotBeReadAtTheStart_CountsAsTheSmallestThatShips_AndIsTold()
    {
        await using var plane = await StartAsync(setup =>
        {
            setup.Settings["Gateway:Database:ConnectionString"] = "Data Source=/nowhere/at/all/gateway.db";
            setup.Settings["Gateway:Upstream:Accounts:0:Plan"] = "gold";
        });

        Assert.Contains(plane.Gateway.Logs.GetSnapshot(), record => record.Id.Name == "PlanUnread" && record.Message.Contains("gold", StringComparison.Ordinal));
        Assert.Equal("standard", (string)(await plane.SendAsync(HttpMethod.Get, "accounts")).Body["items"]![0]!["plan"]!);
    }

    private static async Task PutStandardAsync(AdminPlaneUnderTest plane, string plan) =>
        Assert.Equal(HttpStatusCode.OK, (await plane.SendAsync(HttpMethod.Put, "plans/standard", plan)).Response.StatusCode);

    [Fact]
    public async Task Accounts_ShowCapacityAndHolders_NeverTheKey()
    {
        await using var plane = await StartAsync();
        var key = await plane.CreateKeyAsync();
        using var socket = await plane.Gateway.ConnectAsync(WireProtocol.Http1, Socket, (string)key["secret"]!);

        var (_, accounts) = await plane.SendAsync(HttpMethod.Get, "accounts");
        var (_, queue) = await plane.SendAsync(HttpMethod.Get, "queue");

        var account = Assert.Single(accounts["items"]!.AsArray())!;
        Assert.Equal(("main", "standard", "normal"), ((string)account["name"]!, (string)account["plan"]!, (string)account["mode"]!));
        var pool = Assert.Single(account["pools"]!.AsArray(), pool => (string)pool!["id"]! == "tts")!;
        Assert.Equal((1, "payments"), ((int)pool["sockets"]!, (string)pool["teams"]![0]!["team"]!));
        Assert.DoesNotContain(GatewayUnderTest.UpstreamKey, accounts.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(queue["items"]!.AsArray());
    }

    [Fact]
    public async Task DatabaseThatIsAway_IsToldByReadiness_CallsGoOn_AdministrationSaysWhy()
    {
        using var database = TestDatabase.Sqlite();
        await using var plane = await StartAsync(setup => setup.Settings["Gateway:Database:ConnectionString"] = database.ConnectionString);
        var key = await plane.CreateKeyAsync();
        File.Move(database.File, database.File + ".away");

        for (var ready = "ok"; ready != "degraded: database unreachable";)
        {
            using var answer = await plane.Admin.GetAsync(new Uri(plane.Gateway.AdminAddress, "/readyz"), Patience.Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            ready = await answer.Content.ReadAsStringAsync(Patience.Token);
        }
        using (await plane.Gateway.ConnectAsync(WireProtocol.Http1, Socket, (string)key["secret"]!))
        {
            foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, "keys"), (HttpMethod.Post, "teams"), (HttpMethod.Delete, $"keys/{key["id"]}")])
            {
                var (refused, problem) = await plane.SendAsync(method, path, method == HttpMethod.Post ? """{"name":"support"}""" : null);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
                Assert.Contains(database.File, (string)problem["detail"]!, StringComparison.Ordinal);
            }
        }
        File.Move(database.File + ".away", database.File);
        while (await plane.Admin.GetStringAsync(new Uri(plane.Gateway.AdminAddress, "/readyz"), Patience.Token) != "ok")
            await Task.Yield();
    }

    [Fact]
    public async Task Readiness_NeedsTheKeysOnce()
    {
        await using var plane = await StartAsync();
        Assert.Equal("ok", await plane.Admin.GetStringAsync(new Uri(plane.Gateway.AdminAddress, "/readyz"), Patience.Token));

        await using var blind = await AdminPlaneUnderTest.StartAsync(setup => setup.Settings["Gateway:Database:ConnectionString"] = "Data Source=/nowhere/at/all/gateway.db");
        using var answer = await blind.Admin.GetAsync(new Uri(blind.Gateway.AdminAddress, "/readyz"), Patience.Token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "keys not read"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Patience.Token)));
    }

    private Task<AdminPlaneUnderTest> StartAsync(Action<GatewaySetup>? configure = null) => AdminPlaneUnderTest.StartAsync(setup =>
    {
        setup.Settings["Gateway:Upstream:Accounts:0:BaseUrl"] = _simulator.BaseAddress.GetLeftPart(UriPartial.Authority);
        setup.Settings["Gateway:Upstream:Accounts:0:Plan"] = "standard";
        configure?.Invoke(setup);
    });
}
