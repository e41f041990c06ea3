namespace Gateway.RequestPath;

/// <summary>A gateway in front of an upstream that keeps what it got. One per test class, whose tests run one after another.</summary>
public sealed class RecordedFixture : IAsyncLifetime
{
    internal GatewayUnderTest Gateway { get; private set; } = null!;

    internal RecordingUpstream Upstream { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Upstream = await RecordingUpstream.StartAsync();
        Gateway = await GatewayUnderTest.StartAsync(Upstream.Http1Address);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
