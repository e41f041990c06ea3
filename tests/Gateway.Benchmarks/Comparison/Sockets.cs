using System.Net;
using System.Net.Sockets;

namespace Gateway.Benchmarks.Comparison;

/// <summary>Connections of the comparison's own ends.</summary>
internal static class Sockets
{
    /// <summary>Connects to a proxy; waits while it is still starting.</summary>
    public static async Task<Socket> ConnectAsync(int port, TimeProvider time)
    {
        for (var attempt = 0; ; attempt++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return socket;
            }
            catch (SocketException) when (attempt < 200)
            {
                socket.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(100), time);
            }
        }
    }

    /// <summary>Listens on a free port.</summary>
    public static Socket Listen()
    {
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        return listener;
    }

    /// <summary>The port of a listener.</summary>
    public static int PortOf(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>Sends without waiting for the peer; a connection that is gone is noticed by what does not arrive.</summary>
    public static void Post(Socket socket, byte[] bytes)
    {
        try
        {
            socket.Send(bytes);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Its proxy is gone.
        }
    }
}
