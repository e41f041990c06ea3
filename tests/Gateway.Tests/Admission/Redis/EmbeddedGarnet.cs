using System.Net;
using System.Net.Sockets;
using Garnet;

namespace Gateway.Admission.Redis;

/// <summary>Garnet inside the test process: works on a machine that has only the .NET SDK.</summary>
internal sealed class EmbeddedGarnet : ITestRedis
{
    private readonly GarnetServer _server;
    private readonly int _port;

    private EmbeddedGarnet(GarnetServer server, int port) => (_server, _port) = (server, port);

    public string Description => $"embedded Garnet on 127.0.0.1:{_port}";

    public string ConnectionString => $"127.0.0.1:{_port}";

    public static EmbeddedGarnet Start()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        // Scripts are atomic there only as transactions over their declared keys.
        var server = new GarnetServer(
            ["--bind", "127.0.0.1", "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--lua", "true", "--lua-transaction-mode", "true", "-q", "true"]);
        server.Start();
        return new(server, port);
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }
}
