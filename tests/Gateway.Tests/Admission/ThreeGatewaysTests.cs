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

    /// <param name="hours">How far the clocks of two of them are off, one ahead and one behind.</param>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Crowd_OnThreeSlots_IsServedThreeAtATime(int hours)
    {
        await StartAsync("Slots", 3, await SharedAsync(), hours);

        var answers = await Task.WhenAll(Enumerable.Range(0, 90).Select(client => CallAsync(client, "60")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal(3, _waves.Books.Group(LimitGroup.Chat).Peak);
        await NothingHeldAsync();
    }

    /// <param name="hours">How far the clocks of two of them are off, one ahead and one behind.</param>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Crowd_OnTenRequestsAMinute_GetsTenThrough(int hours)
    {
        await StartAsync("RequestsPerMinute", 10, await SharedAsync(), hours);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(client => CallAsync(client, "0")));

        Assert.Equal((10, 30), (answers.Count(answer => answer is HttpStatusCode.OK), answers.Count(answer => answer is HttpStatusCode.TooManyRequests)));
        Assert.Equal(10, _waves.Books.Group(LimitGroup.Chat).Arrivals);
    }

    [Fact]
    public async Task Crowd_WhileRedisIsAbsentAndWhenItComes_IsServedThreeAtATime()
    {
        Assert.SkipWhen(RedisServerProcess.Binary is null, "There is no redis-server on the PATH that could be absent.");
        await using var server = await RedisServerProcess.StartAsync();
        server.Kill();
        await StartAsync("Slots", 3, server.ConnectionString);
        Assert.Equal("degraded: capacity shared out", await ModeAsync());

        var early = await Task.WhenAll(Enumerable.Range(0, 30).Select(client => CallAsync(client, "60")));
        var late = Task.WhenAll(Enumerable.Range(0, 60).Select(client => CallAsync(client, "60")));
        await server.RestartAsync();
        await Patience.UntilAsync(async () => await ModeAsync() == "ok");

        Assert.All(early.Concat(await late), answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(0, "0"));
        Assert.InRange(_waves.Books.Group(LimitGroup.Chat).Peak, 1, 3);
        await NothingHeldAsync();
    }

    private async Task<string> SharedAsync() => (await redis.ServerAsync()).ConnectionString;

    /// <summary>What all of them say that they are; more than one word if they disagree.</summary>
    private async Task<string> ModeAsync()
    {
        using var client = new HttpClient();
        var words = await Task.WhenAll(_gateways.Select(gateway => client.GetStringAsync(new Uri(gateway.AdminAddress, "/readyz"), Patience.Token)));
        return string.Join(' ', words.Distinct());
    }

    private async Task StartAsync(string limit, int figure, string server, int hours = 0)
    {
        var prefix = $"test-{Guid.NewGuid():N}"[..17];
        for (var i = 0; i < 3; i++)
        {
            var (name, ahead) = ($"replica-{i}", TimeSpan.FromHours(hours * (i - 1)));
            _gateways.Add(await GatewayUnderTest.StartAsync(_waves.BaseAddress, setup =>
            {
                setup.Time = new ClockAhead(ahead);
                setup.Settings["Gateway:Admission:Replicas"] = "3";
                setup.Settings["Gateway:Redis:ConnectionString"] = server;
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
