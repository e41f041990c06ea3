using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gateway.Admin.Http;
using Gateway.Admission.Redis;
using Gateway.Cli;
using Gateway.RequestPath;
using Waves.Simulator;

namespace Gateway.Admin.Sessions;

/// <summary>Replicas that share a Redis: each shows the sockets of all and ends them wherever they are.</summary>
public sealed class SharedSessionsTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Socket = "/waves/v1/tts/live";
    private readonly string _prefix = Guid.NewGuid().ToString("N");
    private WavesSimulatorHost _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] });

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task List_OnAnyReplica_ShowsTheSocketsOfAll_InParts()
    {
        var server = (await redis.ServerAsync()).ConnectionString;
        await using var one = await StartAsync("one", server);
        await using var other = await StartAsync("other", server);
        using var first = await ConnectAsync(one);
        using var second = await ConnectAsync(other);
        using var third = await ConnectAsync(one);

        foreach (var plane in (AdminPlaneUnderTest[])[one, other])
        {
            var list = await ListAsync(plane, "sessions");
            Assert.Equal(["one", "other", "one"], Replicas(list));
            Assert.Equal(["one", "other"], list["replicas"]!.AsArray().Select(name => (string)name!));
            Assert.True((bool)list["complete"]!);

            var part = await ListAsync(plane, "sessions?limit=2");
            Assert.Equal(["one", "other"], Replicas(part));
            var rest = await ListAsync(plane, $"sessions?limit=2&cursor={part["next"]}");
            Assert.Equal((string)list["items"]![2]!["id"]!, (string)Assert.Single(rest["items"]!.AsArray())!["id"]!);
            Assert.Null(rest["next"]);
            Assert.Empty((await ListAsync(plane, "sessions?team=support"))["items"]!.AsArray());
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await one.SendAsync(HttpMethod.Get, "sessions?cursor=nonsense")).Response.StatusCode);
    }

    [Fact]
    public async Task End_OfASocketOfAnotherReplica_ClosesIt_AndIsInTheAuditLogOfTheOneAsked()
    {
        var server = (await redis.ServerAsync()).ConnectionString;
        await using var one = await StartAsync("one", server);
        await using var other = await StartAsync("other", server);
        using var cli = new CommandLineUnderTest(null, ("Gateway:Admin:Key", AdminPlaneUnderTest.Key), ("Gateway:Admin:Url", one.Gateway.AdminAddress.ToString()));
        using var socket = await ConnectAsync(other);
        using var stays = await ConnectAsync(one);

        var listed = await cli.RunAsync("sessions list");
        Assert.Equal((ExitCode.Ok, ""), (listed.Code, listed.Error));
        Assert.Contains("other", listed.Output, StringComparison.Ordinal);
        var id = (string)(await cli.JsonAsync("sessions list"))["items"]!.AsArray().Single(session => (string)session!["replica"]! == "other")!["id"]!;
        Assert.Equal("other", (string)(await cli.JsonAsync($"sessions end {id}"))["replica"]!);

        var close = await socket.ReceiveAsync(new byte[256], Patience.Token);
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "ended by operator"), (close.CloseStatus, close.CloseStatusDescription));
        Assert.Equal(id, (string)(await one.SendAsync(HttpMethod.Get, "audit")).Body["items"]![0]!["subject"]!);
        Assert.Equal(WebSocketState.Open, stays.State);
        Assert.Equal(ExitCode.NotFound, (await cli.RunAsync("sessions end sock_nix")).Code);
    }

    [Fact]
    public async Task WithoutRedis_EachShowsAndEndsItsOwn_AndSaysThatOthersAreMissing()
    {
        Assert.SkipWhen(RedisServerProcess.Binary is null, "There is no redis-server on the PATH.");
        await using var server = await RedisServerProcess.StartAsync();
        await using var one = await StartAsync("one", server.ConnectionString);
        await using var other = await StartAsync("other", server.ConnectionString);
        using var here = await ConnectAsync(one);
        using var there = await ConnectAsync(other);
        var all = await ListAsync(one, "sessions");
        Assert.Equal(["one", "other"], Replicas(all));
        using var cli = new CommandLineUnderTest(null, ("Gateway:Admin:Key", AdminPlaneUnderTest.Key), ("Gateway:Admin:Url", one.Gateway.AdminAddress.ToString()));

        server.Kill();

        var list = await ListAsync(one, "sessions");
        Assert.Equal(["one"], Replicas(list));
        Assert.False((bool)list["complete"]!);
        Assert.Contains("one", (await cli.RunAsync("sessions list")).Error, StringComparison.Ordinal);
        var (response, problem) = await one.SendAsync(HttpMethod.Delete, $"sessions/{all["items"]![1]!["id"]}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("Redis", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await one.SendAsync(HttpMethod.Delete, $"sessions/{all["items"]![0]!["id"]}")).Response.StatusCode);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, (await here.ReceiveAsync(new byte[256], Patience.Token)).CloseStatus);

        await server.RestartAsync();
        for (var complete = false; !complete;)
            complete = Replicas(await ListAsync(one, "sessions")) is ["other"];
    }

    private static async Task<JsonNode> ListAsync(AdminPlaneUnderTest plane, string path)
    {
        var (response, body) = await plane.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return body;
    }

    private static string[] Replicas(JsonNode list) => [.. list["items"]!.AsArray().Select(session => (string)session!["replica"]!)];

    private static async Task<ClientWebSocket> ConnectAsync(AdminPlaneUnderTest plane) =>
        await plane.Gateway.ConnectAsync(WireProtocol.Http1, Socket, (string)(await plane.CreateKeyAsync())["secret"]!);

    private Task<AdminPlaneUnderTest> StartAsync(string replica, string server) => AdminPlaneUnderTest.StartAsync(setup =>
    {
        setup.Settings["Gateway:Upstream:Accounts:0:BaseUrl"] = _simulator.BaseAddress.GetLeftPart(UriPartial.Authority);
        setup.Settings["Gateway:Redis:ConnectionString"] = server;
        setup.Settings["Gateway:Redis:KeyPrefix"] = _prefix;
        setup.Settings["Gateway:Admission:Replica"] = replica;
    });
}
