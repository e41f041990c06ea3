using System.Net;
using Gateway.Admission.Redis;
using Gateway.Policies.Admission;
using Gateway.RequestPath;
using Microsoft.Extensions.DependencyInjection;
using Waves.Simulator;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Admission;

/// <summary>
/// Three gateways on one Redis before one upstream, whose own books are the truth: the short form of what
/// <c>tests/Gateway.Benchmarks -- admission</c> measures with processes and for longer.
/// </summary>
public sealed class ThreeGatewaysTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly List<GatewayUnderTest> _gateways = [];
    private WavesSimulatorHost _waves = null!;

    public async ValueTask InitializeAsync() => _waves = await WavesSimulatorHost.StartAsync(
        new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey], Limits = PlanLimits.Unlimited, Cadence = Cadence.Instant with { TimeToFirstToken = TimeSpan.FromMilliseconds(10) } }, Patience.Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
            await gateway.DisposeAsync();
        await _waves.DisposeAsync();
    }

    [Fact]
    public async Task Crowd_OnThreeSlots_IsServedThreeAtATime()
    {
        await StartAsync("Slots", 3);

        var answers = await Task.WhenAll(Enumerable.Range(0, 90).Select(client => CallAsync(client, "60")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal(3, _waves.Books.Group(LimitGroup.Chat).Peak);
        await NothingHeldAsync();
    }

    [Fact]
    public async Task Crowd_OnTenRequestsAMinute_GetsTenThrough()
    {
        await StartAsync("RequestsPerMinute", 10);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(client => CallAsync(client, "0")));

        Assert.Equal((10, 30), (answers.Count(answer => answer is HttpStatusCode.OK), answers.Count(answer => answer is HttpStatusCode.TooManyRequests)));
        Assert.Equal(10, _waves.Books.Group(LimitGroup.Chat).Arrivals);
    }

    private async Task StartAsync(string limit, int figure)
    {
        var server = await redis.ServerAsync();
        var prefix = $"test-{Guid.NewGuid():N}"[..17];
        for (var i = 0; i < 3; i++)
        {
            var name = $"replica-{i}";
            _gateways.Add(await GatewayUnderTest.StartAsync(_waves.BaseAddress, setup =>
            {
                setup.Settings["Gateway:Redis:ConnectionString"] = server.ConnectionString;
                setup.Settings["Gateway:Redis:KeyPrefix"] = prefix;
                setup.Settings["Gateway:Admission:Replica"] = name;
                // What a busy test machine takes for an answer is not what these tests are about.
                setup.Settings["Gateway:Admission:DecisionBudget"] = "00:00:05";
                setup.Settings[$"Gateway:Upstream:Accounts:0:Limits:chat:{limit}"] = figure.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }));
        }
    }

    private async Task<HttpStatusCode> CallAsync(int client, string maxWait)
    {
        var call = RowCall.Of("L1") with { Headers = new Dictionary<string, string> { ["X-Gateway-Max-Wait"] = maxWait } };
        return (HttpStatusCode)(await call.SendAsync(_gateways[client % _gateways.Count], WireProtocol.Http1)).Status;
    }

    private async Task NothingHeldAsync()
    {
        var view = _gateways[0].Services.GetRequiredService<IAdmissionView>();
        while ((await view.ViewAsync("main", Patience.Token)).Pools.Any(pool => pool.Slots > 0 || pool.Waiting > 0))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Patience.Token);
    }
}
