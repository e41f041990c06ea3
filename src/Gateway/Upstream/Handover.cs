namespace Gateway.Upstream;

/// <summary>
/// An HTTP/1.1 upgrade on its way. Its request names it to the connection that carries it; once the upstream has switched
/// protocols the connection is taken out of the transport, which would keep two buffers of 4 KB and a layer of its own
/// around it for as long as the socket lives. One request each; not thread-safe.
/// </summary>
internal sealed class Handover
{
    /// <summary>Where a request carries it.</summary>
    public static readonly HttpRequestOptionsKey<Handover> Option = new("Gateway.Handover");

    private static readonly AsyncLocal<Handover?> Sender = new();

    /// <summary>The upgrade whose request the current flow writes.</summary>
    public static Handover? Current
    {
        get => Sender.Value;
        set => Sender.Value = value;
    }

    /// <summary>What carries it; null before its first byte. A request that is repeated on another connection names itself again.</summary>
    public HandoverStream? Carrier { get; set; }

    /// <summary>Takes the connection out of the transport, which is done with it.</summary>
    /// <param name="response">The switch to another protocol; its content is spent afterwards.</param>
    /// <param name="cancellationToken">Gives up; the connection then belongs to the response still, or to nobody.</param>
    /// <returns>The connection, owned by the caller, and what the transport had read of it behind the head of the answer.</returns>
    public async Task<(Stream Connection, ReadOnlyMemory<byte> Ahead)> TakeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var connection = (Carrier ?? throw new InvalidOperationException("The request was not sent over a connection that can be taken.")).Take();
        try
        {
            return (connection, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
