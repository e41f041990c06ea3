using Waves.Simulator;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.RequestPath;

/// <summary>A gateway in front of the simulated Waves API, nothing limited. One per test class, whose tests run one after another.</summary>
public class WavesFixture : IAsyncLifetime
{
    internal GatewayUnderTest Gateway { get; private set; } = null!;

    internal WavesSimulatorHost Waves { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] }, Patience.Token);
        var setup = new GatewaySetup();
        await ConfigureAsync(setup);
        Gateway = await GatewayUnderTest.StartAsync(Waves.BaseAddress, own => setup.Settings.ToList().ForEach(setting => own.Settings[setting.Key] = setting.Value));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Waves.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual Task ConfigureAsync(GatewaySetup setup) => Task.CompletedTask;

    /// <summary>Begins a test: whatever an earlier one left is forgotten.</summary>
    internal void Reset()
    {
        Waves.Reset();
        Waves.Limits = PlanLimits.Unlimited;
        Waves.Cadence = Cadence.Instant;
    }

    /// <summary>The end of the only call of a row.</summary>
    internal Task<RequestRecord> EndOfAsync(string contract) => Waves.Books.WaitForEndAsync(contract, Patience.Token);

    /// <summary>Nothing runs upstream any more.</summary>
    internal Task IdleAsync() => Waves.Books.WaitForIdleAsync(Patience.Token);

    /// <summary>A client that calls the simulator itself, to compare with.</summary>
    internal HttpClient Direct()
    {
        var client = new HttpClient { BaseAddress = Waves.BaseAddress, Timeout = Patience.Limit };
        client.DefaultRequestHeaders.Authorization = new("Bearer", GatewayUnderTest.UpstreamKey);
        return client;
    }
}
