using System.Net;

namespace Gateway.Relay.Dialling;

/// <summary>An upstream that agreed to speak WebSocket. Owns the connection.</summary>
/// <param name="Response">Its answer, for the headers that go back to the client.</param>
/// <param name="Stream">Raw bytes both ways.</param>
internal sealed record UpstreamSocket(HttpResponseMessage Response, Stream Stream) : IDisposable
{
    /// <summary>Frames of HTTP/2 are buffered until they are flushed.</summary>
    public bool Flushes => Response.Version >= HttpVersion.Version20;

    /// <summary>Ends the connection or stream at once; pending reads and writes fail.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        Response.Dispose();
    }
}
