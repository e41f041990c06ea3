using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Waves.Simulator.Hosting;

/// <summary>Connection middleware: replaces the output pipe by the socket itself and offers it as <see cref="ConnectionWire"/>.</summary>
internal static class DirectOutput
{
    public static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var socket = connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        var original = connection.Transport;
        var output = new SocketPipeWriter(socket);
        connection.Transport = new DuplexPipe(original.Input, output);
        connection.Features.Set(new ConnectionWire(socket, output));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = original;
        }
    }

    private sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
