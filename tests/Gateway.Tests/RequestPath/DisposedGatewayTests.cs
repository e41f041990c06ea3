using System.Runtime.CompilerServices;
using Waves.Simulator;

namespace Gateway.RequestPath;

/// <summary>Nothing in the process holds a gateway that was disposed: no timer, no listener, no static.</summary>
public sealed class DisposedGatewayTests
{
    [Fact]
    public async Task Gateway_DisposedAfterWork_IsCollected()
    {
        await using var waves = await WavesSimulatorHost.StartAsync(new SimulatorOptions { Keys = [GatewayUnderTest.UpstreamKey] }, Patience.Token);
        var services = await RunOneAsync(waves.BaseAddress);
        // What the process keeps of the last one for reuse, the next one takes over.
        await RunOneAsync(waves.BaseAddress);

        var patience = Patience.Token;
        while (services.IsAlive)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunOneAsync(Uri upstream)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(upstream);
        var answer = await RowCall.Of("T1").SendAsync(gateway, WireProtocol.Http1);
        Assert.Equal(200, answer.Status);
        using var admin = new HttpClient { BaseAddress = gateway.AdminAddress };
        Assert.Contains("gateway_request_duration", await admin.GetStringAsync(new Uri("/metrics", UriKind.Relative), Patience.Token), StringComparison.Ordinal);
        return new WeakReference(gateway.Services);
    }
}
