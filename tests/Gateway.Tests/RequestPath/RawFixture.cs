namespace Gateway.RequestPath;

/// <summary>A gateway in front of an upstream that a test drives byte by byte. It waits one second for a silent one.</summary>
public sealed class RawFixture : IAsyncLifetime
{
    internal GatewayUnderTest Gateway { get; private set; } = null!;

    internal RawUpstream Upstream { get; } = new();

    public async ValueTask InitializeAsync() => Gateway = await GatewayUnderTest.StartAsync(Upstream.Address, setup =>
    {
        setup.Settings["Gateway:Upstream:ResponseTimeout"] = "00:00:01";
        setup.Settings["Gateway:Upstream:BreakerThreshold"] = "1000";
    });

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
