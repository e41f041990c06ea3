using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gateway.Admission.Redis;
using Gateway.Policies.Keys;
using Gateway.RequestPath;
using Waves.Simulator;

namespace Gateway.Caller.Tokens;

/// <summary>Replicas that share a Redis, each with a database of its own and the keys of the settings.</summary>
public sealed class SharedTokenTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Tts = "/waves/v1/tts/live";
    private readonly string _secret = VirtualKeySecret.Create();
    private readonly string _prefix = Guid.NewGuid().ToString("N");
    private WavesSimulatorHost _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] });

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task Token_UsedOnOneReplica_IsRefusedOnAllOthers()
    {
        await using var one = await StartAsync("one");
        await using var other = await StartAsync("other");
        using var minted = await one.Client(WireProtocol.Http1, _secret).PostAsync("/waves/v1/gateway/tokens", null, Patience.Token);
        var token = (string)JsonNode.Parse(await minted.Content.ReadAsStringAsync(Patience.Token))!["token"]!;

        using (await other.ConnectAsync(WireProtocol.Http1, $"{Tts}?token={token}", secret: ""))
        {
            foreach (var replica in (GatewayUnderTest[])[one, other])
                await Assert.ThrowsAsync<WebSocketException>(() => replica.ConnectAsync(WireProtocol.Http1, $"{Tts}?token={token}", secret: ""));
        }
    }

    private async Task<GatewayUnderTest> StartAsync(string replica)
    {
        var server = await redis.ServerAsync();
        return await GatewayUnderTest.StartAsync(_simulator.BaseAddress, setup =>
        {
            setup.RealKeys = true;
            setup.Settings["Gateway:Redis:ConnectionString"] = server.ConnectionString;
            setup.Settings["Gateway:Redis:KeyPrefix"] = _prefix;
            setup.Settings["Gateway:Admission:Replica"] = replica;
            setup.Settings["Gateway:Keys:Pepper"] = "a pepper that all replicas share";
            setup.Settings["Gateway:Keys:Items:0:Name"] = "page";
            setup.Settings["Gateway:Keys:Items:0:Team"] = "web";
            setup.Settings["Gateway:Keys:Items:0:Secret"] = _secret;
        });
    }
}
