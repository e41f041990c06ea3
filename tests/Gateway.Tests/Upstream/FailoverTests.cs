using System.Net;
using System.Net.Sockets;
using Gateway.RequestPath;

namespace Gateway.Upstream;

/// <summary>An account with a second address: who finds the first one dead is served by the second, in the same call.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private RecordingUpstream _second = null!;

    public async ValueTask InitializeAsync() => _second = await RecordingUpstream.StartAsync();

    public ValueTask DisposeAsync() => _second.DisposeAsync();

    [Theory]
    [InlineData("V2")]
    [InlineData("L1")]
    [InlineData("S1")]
    public async Task Call_WhenTheFirstAddressIsDead_IsServedByTheSecond(string row)
    {
        await using var gateway = await StartAsync(DeadAddress());

        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (await RowCall.Of(row).SendAsync(gateway, WireProtocol.Http1)).Status);

        Assert.Equal(3, _second.Seen.Count);
        Assert.All(_second.Seen, seen => Assert.Equal($"Bearer {GatewayUnderTest.UpstreamKey}", seen.Header("Authorization")));
    }

    [Fact]
    public async Task Call_ThatTheFirstAddressMayHaveSeen_GoesNowhereElse()
    {
        await using var first = new RawUpstream();
        await using var gateway = await StartAsync(first.Address);
        var calling = RowCall.Of("L1").SendAsync(gateway, WireProtocol.Http1);
        var exchange = await first.NextAsync();

        exchange.Reset();

        Assert.Equal(502, (await calling).Status);
        Assert.Empty(_second.Seen);
    }

    [Fact]
    public async Task Socket_WhenTheFirstAddressIsDead_IsDialledAtTheSecond()
    {
        await using var gateway = await StartAsync(DeadAddress());

        using var socket = await gateway.ConnectAsync(WireProtocol.Http1, "/waves/v1/tts/live");

        Assert.Equal("/waves/v1/tts/live", Assert.Single(_second.Seen).Target);
    }

    private Task<GatewayUnderTest> StartAsync(Uri first) => GatewayUnderTest.StartAsync(first, setup =>
    {
        setup.Settings["Gateway:Upstream:Accounts:0:FallbackUrls:0"] = _second.Http1Address.GetLeftPart(UriPartial.Authority);
        setup.Settings["Gateway:Upstream:Accounts:0:HttpVersion"] = "1.1";
        setup.Settings["Gateway:Upstream:ConnectRetries"] = "0";
    });

    /// <summary>Taken for a moment, so that nobody listens there.</summary>
    private static Uri DeadAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}");
    }
}
