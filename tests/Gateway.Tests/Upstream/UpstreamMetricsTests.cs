using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Gateway.Upstream;

public sealed class UpstreamMetricsTests
{
    [Fact]
    public async Task Connections_CountAStreamUntilItIsDisposed_Once()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var connections = new MetricCollector<long>(meters, UpstreamMetrics.MeterName, "gateway.upstream.connections");
        var open = new UpstreamMetrics(meters).OpenTo("waves.example");
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);

        var stream = new CountedStream(socket, open);
        connections.RecordObservableInstruments();
        Assert.Equal(1, connections.LastMeasurement!.Value);
        await stream.DisposeAsync();
        stream.Dispose();

        connections.RecordObservableInstruments();
        Assert.Equal(0, connections.LastMeasurement.Value);
        Assert.Equal("waves.example", connections.LastMeasurement.Tags["host"]);
    }
}
