using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gateway.Admin.Http;
using Gateway.RequestPath;
using Gateway.Simulator;
using Gateway.Storage;
using Waves.Simulator;

namespace Gateway.Admin.Life;

/// <summary>The whole life of a key on the wire, between two replicas on one database: what is done on one holds on the other.</summary>
public abstract class KeyLifeConformance : IAsyncLifetime
{
    private WavesSimulatorHost _waves = null!;
    private TestDatabase _database = null!;
    private AdminPlaneUnderTest _here = null!;
    private AdminPlaneUnderTest _there = null!;

    public async ValueTask InitializeAsync()
    {
        _waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] });
        _database = await CreateDatabaseAsync();
        _here = await StartAsync();
        _there = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_here, _there, _waves])
        {
            if (part is not null)
                await part.DisposeAsync();
        }
        _database?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Created_ItIsGoodForRestEventsAndSockets_OnBothReplicas()
    {
        var key = await _here.CreateKeyAsync("""{"team":"payments","name":"bot","scopes":["chat","tts","stt-live"]}""");
        var secret = (string)key["secret"]!;
        await UntilKnownAsync(secret);

        foreach (var gateway in (GatewayUnderTest[])[_here.Gateway, _there.Gateway])
        {
            Assert.Equal(HttpStatusCode.OK, await SpeakAsync(gateway, secret));
            using var events = await gateway.Client(WireProtocol.Http2, secret).PostAsync(
                "/waves/v1/chat/completions", Json("""{"model":"electron","messages":[{"role":"user","content":"Hi"}],"stream":true}"""), Patience.Token);
            Assert.EndsWith("data: [DONE]\n\n", await events.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
            using var socket = new ClientSocket(await gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live", secret));
            await socket.SendAsync("""{"text":"Good morning.","voice_id":"magnus"}""");
            await socket.ReceiveUntilAsync("status", "complete");
            Assert.Equal(HttpStatusCode.Forbidden, await CloneAsync(gateway, secret));
        }
    }

    [Fact]
    public async Task Limited_ItIsRefusedAboveItsLimit_AndServedWhenItIsLifted()
    {
        var key = await _here.CreateKeyAsync();
        var secret = (string)key["secret"]!;
        await UntilKnownAsync(secret);

        await PatchAsync(_there, key, """{"limits":{"slots":0}}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, await SpeakAsync(_there.Gateway, secret));
        await UntilAsync(async () => await SpeakAsync(_here.Gateway, secret) is HttpStatusCode.TooManyRequests);

        await PatchAsync(_here, key, """{"limits":null}""");
        await UntilAsync(async () => await SpeakAsync(_there.Gateway, secret) is HttpStatusCode.OK);
    }

    [Fact]
    public async Task Planned_EachPoolHasItsLimit_AndAChangeIsFollowedOnTheOtherReplica()
    {
        await PutPlanAsync(_here, "trial", """{"groups":{"tts":{"slots":0}}}""");
        var key = await _here.CreateKeyAsync("""{"team":"payments","plan":"trial"}""");
        var secret = (string)key["secret"]!;

        foreach (var gateway in (GatewayUnderTest[])[_here.Gateway, _there.Gateway])
        {
            await UntilAsync(async () => await SpeakAsync(gateway, secret) is HttpStatusCode.TooManyRequests);
            Assert.Equal(HttpStatusCode.OK, await HearAsync(gateway, secret));
        }

        await PutPlanAsync(_there, "trial", """{"groups":{"tts":{"slots":3},"stt":{"requestsPerMinute":0}}}""");
        foreach (var gateway in (GatewayUnderTest[])[_here.Gateway, _there.Gateway])
        {
            await UntilAsync(async () => await SpeakAsync(gateway, secret) is HttpStatusCode.OK);
            Assert.Equal(HttpStatusCode.TooManyRequests, await HearAsync(gateway, secret));
        }
        Assert.Equal(HttpStatusCode.Conflict, (await _there.SendAsync(HttpMethod.Delete, "plans/trial")).Response.StatusCode);

        // The team's plan holds for all of its keys, beside that of the key.
        await PutPlanAsync(_here, "closed", """{"groups":{"tts":{"slots":0}}}""");
        Assert.Equal(HttpStatusCode.OK, (await _here.SendAsync(HttpMethod.Patch, "teams/payments", """{"plan":"closed"}""")).Response.StatusCode);
        await UntilAsync(async () => await SpeakAsync(_there.Gateway, secret) is HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task BudgetUsedUp_StopsTheSessionThatUsesIt_AndTheOtherReplica()
    {
        var key = await _here.CreateKeyAsync("""{"team":"payments","budgets":[{"unit":"audioSeconds","period":"day","limit":2,"warnAt":1}]}""");
        var secret = (string)key["secret"]!;
        await UntilKnownAsync(secret);
        using var socket = new ClientSocket(await _here.Gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/stt/live?model=pulse&language=en&encoding=linear16&sample_rate=16000", secret));

        await socket.SendAsync(new byte[3 * 32_000]);

        while (await socket.ReceiveAsync() is not null)
        {
        }
        Assert.Equal((1008, "forbidden"), (socket.CloseCode, socket.CloseReason));
        await UntilAsync(async () => await CloseOfAsync(_there.Gateway, secret) is (1008, "forbidden"));
        Assert.Equal(HttpStatusCode.Forbidden, await HearAsync(_here.Gateway, secret));
        Assert.Equal(HttpStatusCode.OK, await SpeakAsync(_here.Gateway, secret));
        await UntilAsync(async () => (decimal)(await BudgetAsync(_there, key))["spent"]! is 3m);
        Assert.Equal("exhausted", (string)(await BudgetAsync(_there, key))["level"]!);
        Assert.Contains(_here.Gateway.Logs.GetSnapshot(), record => record.Id.Name == "BudgetExhausted");

        await PatchAsync(_there, key, """{"budgets":[{"unit":"audioSeconds","period":"day","limit":60}]}""");
        await UntilAsync(async () => await HearAsync(_here.Gateway, secret) is HttpStatusCode.OK);
    }

    [Fact]
    public async Task Rotated_BothSecretsAreGood_UntilTheGraceIsOver()
    {
        var key = await _here.CreateKeyAsync();
        var former = (string)key["secret"]!;
        await UntilKnownAsync(former);

        var (_, rotated) = await _there.SendAsync(HttpMethod.Post, $"keys/{key["id"]}:rotate", """{"graceSeconds":3600}""");
        var next = (string)rotated["secret"]!;
        await UntilKnownAsync(next);
        foreach (var gateway in (GatewayUnderTest[])[_here.Gateway, _there.Gateway])
        {
            Assert.Equal(HttpStatusCode.OK, await SpeakAsync(gateway, former));
            Assert.Equal(HttpStatusCode.OK, await SpeakAsync(gateway, next));
        }

        var (_, last) = await _here.SendAsync(HttpMethod.Post, $"keys/{key["id"]}:rotate", """{"graceSeconds":0}""");
        await UntilKnownAsync((string)last["secret"]!);
        foreach (var gateway in (GatewayUnderTest[])[_here.Gateway, _there.Gateway])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await SpeakAsync(gateway, former));
            Assert.Equal(HttpStatusCode.Unauthorized, await SpeakAsync(gateway, next));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RevokedOrExpired_ItsSessionsEnd_AndItIsRefused_OnTheOtherReplicaToo(bool revoked)
    {
        var key = await _here.CreateKeyAsync();
        var secret = (string)key["secret"]!;
        await UntilKnownAsync(secret);
        using var socket = new ClientSocket(await _there.Gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live", secret));
        using var other = new ClientSocket(await _here.Gateway.ConnectAsync(WireProtocol.Http2, "/waves/v1/stt/live?model=pulse&language=en&encoding=linear16&sample_rate=16000", secret));

        if (revoked)
            await _here.SendAsync(HttpMethod.Delete, $"keys/{key["id"]}");
        else
            await PatchAsync(_here, key, $$"""{"expiresAt":"{{TimeProvider.System.GetUtcNow().AddSeconds(1):O}}"}""");

        foreach (var live in (ClientSocket[])[socket, other])
        {
            while (await live.ReceiveAsync() is not null)
            {
            }
            Assert.Equal((1008, "forbidden"), (live.CloseCode, live.CloseReason));
        }
        foreach (var gateway in (GatewayUnderTest[])[_here.Gateway, _there.Gateway])
            Assert.Equal(HttpStatusCode.Unauthorized, await SpeakAsync(gateway, secret));
    }

    /// <summary>An empty database.</summary>
    private protected abstract Task<TestDatabase> CreateDatabaseAsync();

    private Task<AdminPlaneUnderTest> StartAsync() => AdminPlaneUnderTest.StartAsync(setup =>
    {
        setup.Settings["Gateway:Upstream:Accounts:0:BaseUrl"] = _waves.BaseAddress.GetLeftPart(UriPartial.Authority);
        setup.Settings["Gateway:Database:Provider"] = _database.Provider.ToString();
        setup.Settings["Gateway:Database:ConnectionString"] = _database.ConnectionString;
        setup.Settings["Gateway:Metering:SpillFolder"] = _database.SpillFolder;
    });

    /// <summary>Waits until the other replica knows a secret; the one that made it does when it answers.</summary>
    private Task UntilKnownAsync(string secret) => UntilAsync(async () =>
        await SpeakAsync(_here.Gateway, secret) is HttpStatusCode.OK && await SpeakAsync(_there.Gateway, secret) is HttpStatusCode.OK);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var patience = Patience.Token;
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);
    }

    private static async Task PatchAsync(AdminPlaneUnderTest plane, JsonNode key, string patch) =>
        Assert.Equal(HttpStatusCode.OK, (await plane.SendAsync(HttpMethod.Patch, $"keys/{key["id"]}", patch)).Response.StatusCode);

    private static async Task PutPlanAsync(AdminPlaneUnderTest plane, string name, string plan) =>
        Assert.Equal(HttpStatusCode.OK, (await plane.SendAsync(HttpMethod.Put, $"plans/{name}", plan)).Response.StatusCode);

    private static async Task<JsonNode> BudgetAsync(AdminPlaneUnderTest plane, JsonNode key) =>
        Assert.Single((await plane.SendAsync(HttpMethod.Get, $"keys/{key["id"]}/budgets")).Body["items"]!.AsArray())!;

    private static async Task<HttpStatusCode> SpeakAsync(GatewayUnderTest gateway, string secret)
    {
        using var answer = await gateway.Client(WireProtocol.Http1, secret).PostAsync("/waves/v1/tts", Json("""{"text":"Hi.","voice_id":"magnus"}"""), Patience.Token);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> HearAsync(GatewayUnderTest gateway, string secret)
    {
        using var content = new ByteArrayContent(Sounds.Wav(1)) { Headers = { ContentType = new("audio/wav") } };
        using var answer = await gateway.Client(WireProtocol.Http1, secret).PostAsync("/waves/v1/stt/?model=pulse&language=en", content, Patience.Token);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> CloneAsync(GatewayUnderTest gateway, string secret)
    {
        using var answer = await gateway.Client(WireProtocol.Http1, secret).GetAsync("/waves/v1/voice-cloning", Patience.Token);
        return answer.StatusCode;
    }

    private static async Task<(int? Code, string? Reason)> CloseOfAsync(GatewayUnderTest gateway, string secret)
    {
        using var socket = await gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/stt/live?model=pulse&language=en&encoding=linear16&sample_rate=16000", secret);
        using var client = new ClientSocket(socket);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
        while (await client.ReceiveAsync() is not null)
        {
        }
        return (client.CloseCode, client.CloseReason);
    }

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
