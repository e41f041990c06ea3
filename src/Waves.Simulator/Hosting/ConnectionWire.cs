using System.IO.Pipelines;
using System.Net.Sockets;

namespace Waves.Simulator.Hosting;

/// <summary>The bare TCP connection below a request, for faults that no HTTP server would commit.</summary>
internal sealed class ConnectionWire(Socket socket, PipeWriter output)
{
    /// <summary>Ends the connection with RST.</summary>
    public void Reset()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close(0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The client was quicker: the connection is gone already, which is what was asked for.
        }
    }

    /// <summary>Ends the simulator's direction with FIN; the client may still send.</summary>
    public void Finish()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // As above.
        }
    }

    /// <summary>Sends bytes as they are. Only while the server itself has nothing to send.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        await output.WriteAsync(bytes, cancellationToken);
}
