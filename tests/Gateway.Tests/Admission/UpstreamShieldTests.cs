using System.Net;
using System.Net.WebSockets;
using Gateway.Policies.Admission;
using Gateway.RequestPath;
using Microsoft.Extensions.DependencyInjection;
using Waves.Simulator;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Admission;

/// <summary>An account that has less than its plan says, seen through the whole gateway.</summary>
public sealed class UpstreamShieldTests
{
    [Theory]
    [InlineData("Rate limit exceeded. Please retry after a short backoff.", LimitKind.RequestsPerMinute)]
    [InlineData("rate_limit_exceeded", LimitKind.RequestsPerMinute)]
    [InlineData("Concurrency limit reached", LimitKind.Slots)]
    [InlineData("""{"error":{"message":"Concurrency limit reached","type":"rate_limit_error"}}""", LimitKind.Slots)]
    [InlineData("server_full", LimitKind.Slots)]
    [InlineData("the voice is not known", null)]
    public void Words_OfTheUpstream_NameALimit(string words, object? limit) => Assert.Equal(limit, UpstreamShield.LimitIn(words));

    [Fact]
    public async Task Calls_RefusedByTheUpstream_LowerWhatIsLetIn()
    {
        await using var waves = await StartAsync(PlanLimits.Unlimited with { Chat = new() { Concurrent = 2 } });
        await using var gateway = await StartAsync(waves, ("chat", 4));
        // All four are there before the first is answered, on a busy machine too.
        waves.Cadence = Cadence.Instant with { TimeToFirstToken = TimeSpan.FromSeconds(2) };

        var first = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ChatAsync(gateway)));
        waves.Cadence = Cadence.Instant;
        Assert.Equal(2, first.Count(status => status is HttpStatusCode.TooManyRequests));
        Assert.Equal(2, (await PoolAsync(gateway)).LearnedSlots);

        // What the upstream would refuse waits here instead.
        var then = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ChatAsync(gateway)));
        Assert.All(then, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Sessions_RefusedByTheUpstream_LowerWhatIsLetIn()
    {
        await using var waves = await StartAsync(PlanLimits.Unlimited with { S2s = new() { Concurrent = 1 } });
        await using var gateway = await StartAsync(waves, ("s2s", 3));
        using var session = await gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/s2s?model=hydra-v1.1");
        using var refused = await gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/s2s?model=hydra-v1.1");
        var scrap = new byte[4096];
        while ((await refused.ReceiveAsync(scrap, Patience.Token)).MessageType is not WebSocketMessageType.Close)
        {
        }
        Assert.Equal(1013, (int)refused.CloseStatus!);
        await refused.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Patience.Token);

        while ((await PoolAsync(gateway)).LearnedSlots is null)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Patience.Token);
        Assert.Equal(2, (await PoolAsync(gateway)).LearnedSlots);
    }

    private static Task<WavesSimulatorHost> StartAsync(PlanLimits limits) =>
        WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey], Limits = limits, Cadence = Cadence.Instant }, Patience.Token);

    private static Task<GatewayUnderTest> StartAsync(WavesSimulatorHost waves, (string Group, int Slots) plan) => GatewayUnderTest.StartAsync(waves.BaseAddress, setup =>
        setup.Settings[$"Gateway:Upstream:Accounts:0:Limits:{plan.Group}:Slots"] = plan.Slots.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static async Task<HttpStatusCode> ChatAsync(GatewayUnderTest gateway) => (HttpStatusCode)(await RowCall.Of("L1").SendAsync(gateway, WireProtocol.Http1)).Status;

    private static async Task<PoolView> PoolAsync(GatewayUnderTest gateway) =>
        (await gateway.Services.GetRequiredService<IAdmissionView>().ViewAsync("main", Patience.Token)).Pools.Single();
}
