using System.Globalization;
using System.Net.WebSockets;
using Gateway.Admission.Redis;
using Gateway.Policies.Admission;
using Gateway.RequestPath;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Waves.Simulator;
using Waves.Simulator.Limits;

namespace Gateway.Admission;

/// <summary>What work costs the server: one call to be let in and one to give back, as the server itself counts them.</summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private const int Times = 20;

    private RedisServerProcess? _server;
    private WavesSimulatorHost _waves = null!;
    private GatewayUnderTest _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RedisServerProcess.Binary is null, "There is no redis-server on the PATH whose calls nobody else makes.");
        _server = await RedisServerProcess.StartAsync();
        _waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey], Limits = PlanLimits.Unlimited }, Patience.Token);
        _gateway = await GatewayUnderTest.StartAsync(_waves.BaseAddress, setup =>
        {
            setup.Settings["Gateway:Redis:ConnectionString"] = _server.ConnectionString;
            setup.Settings["Gateway:Upstream:Accounts:0:Plan"] = "enterprise";
            setup.Settings["Gateway:Admission:DecisionBudget"] = "00:00:05";
            // Nothing but the calls of the test.
            setup.Settings["Gateway:Admission:SlotLifetime"] = "00:05:00";
            setup.Settings["Gateway:Admission:RenewInterval"] = "00:01:00";
            // What leaves late on a busy test machine would be told a third time.
            setup.Settings["Gateway:Admission:MinuteGuard"] = "00:00:05";
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        await _gateway.DisposeAsync();
        await _waves.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("T1")]
    [InlineData("T2")]
    [InlineData("L1")]
    [InlineData("S1")]
    public Task Call_CostsTwoRoundTrips(string row) => CostsAsync(2, async () => Assert.Equal(200, (await RowCall.Of(row).SendAsync(_gateway, WireProtocol.Http1)).Status));

    [Theory]
    [InlineData("/waves/v1/stt/live?model=pulse&language=en")]
    [InlineData("/waves/v1/s2s?model=hydra-v1.1")]
    public Task Session_CostsTwoRoundTrips(string path) => CostsAsync(2, async () =>
    {
        using var socket = await _gateway.ConnectAsync(WireProtocol.Http1, path);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);
    });

    [Fact]
    public async Task Synthesis_CostsTwoRoundTripsBesideItsSocket()
    {
        using var socket = new ClientSocket(await _gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live"));

        await CostsAsync(2, async () =>
        {
            await socket.SendAsync("""{"voice_id":"magnus","text":"Of course.","complete_backoff_ms":0}""");
            await socket.ReceiveUntilAsync("status", "complete");
        });
    }

    private async Task CostsAsync(int calls, Func<Task> work)
    {
        var before = await CallsAsync();
        for (var i = 0; i < Times; i++)
        {
            await work();
            var store = _gateway.Services.GetRequiredService<IAdmissionStore>();
            // What the caller has read to its end is given back; only the socket that is open still holds something.
            await Patience.UntilAsync(() => store.Held().All(held => held.Units is AdmissionUnits.Socket));
        }

        // The last release is on its way at the most.
        while (await CallsAsync() < before + (calls * Times))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(calls * Times, await CallsAsync() - before);
    }

    private async Task<long> CallsAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_server!.ConnectionString + ",allowAdmin=true");
        return (await redis.GetServers().Single().InfoAsync("commandstats")).SelectMany(section => section)
            .Where(stat => stat.Key is "cmdstat_evalsha" or "cmdstat_eval")
            .Sum(stat => long.Parse(stat.Value.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture));
    }
}
