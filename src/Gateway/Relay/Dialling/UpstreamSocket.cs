using System.Net;

namespace Gateway.Relay.Dialling;

/// <summary>An upstream that agreed to speak WebSocket. Owns the connection.</summary>
internal sealed class UpstreamSocket(HttpResponseMessage response, Stream stream) : IDisposable
{
    private HttpResponseMessage? _response = response;

    /// <summary>Raw bytes both ways.</summary>
    public Stream Stream => stream;

    /// <summary>What was read of it already, before anything of <see cref="Stream"/>.</summary>
    public ReadOnlyMemory<byte> Ahead { get; init; }

    /// <summary>Whether written bytes leave only after a flush: frames of HTTP/2 are buffered.</summary>
    public bool Flushes { get; } = response.Version >= HttpVersion.Version20;

    /// <summary>
    /// The upstream's answer, for the headers that go back to the client. Given once: it holds both heads of the handshake,
    /// and a session may last for hours.
    /// </summary>
    public HttpResponseMessage TakeResponse()
    {
        var taken = _response ?? throw new InvalidOperationException("The answer was taken before.");
        _response = null;
        return taken;
    }

    /// <summary>Ends the connection or stream at once; pending reads and writes fail.</summary>
    public void Dispose()
    {
        stream.Dispose();
        _response?.Dispose();
    }
}
