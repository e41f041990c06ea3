using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Policies.Usage;
using Gateway.RequestPath;
using Microsoft.Extensions.DependencyInjection;
using Waves.Simulator;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;

namespace Gateway.Metering;

/// <summary>A gateway in front of the simulated Waves API whose records are kept. One per test class, whose tests run one after another.</summary>
public sealed class MeteredFixture : IAsyncLifetime
{
    internal GatewayUnderTest Gateway { get; private set; } = null!;

    internal WavesSimulatorHost Waves { get; private set; } = null!;

    internal RecordedUsage Usage { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] }, Patience.Token);
        Gateway = await GatewayUnderTest.StartAsync(Waves.BaseAddress, setup =>
        {
            setup.Services = services => services.AddSingleton<IUsageSink>(Usage);
            setup.Key = new VirtualKey { Id = "key_meter", Name = "meter", Team = "billing", Scopes = new() { Contracts = [.. WavesContracts.All.Select(row => row.Id)] } };
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Waves.DisposeAsync();
    }

    /// <summary>Begins a test: whatever an earlier one left is forgotten.</summary>
    internal void Reset()
    {
        Waves.Reset();
        Waves.Limits = PlanLimits.Unlimited;
        Waves.Cadence = Cadence.Instant;
        Usage.Forget();
    }
}
