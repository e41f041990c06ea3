namespace Waves.Simulator.Books;

/// <summary>What passed over one WebSocket after its handshake.</summary>
public sealed class SocketRecord
{
    internal SocketRecord(DateTimeOffset openedAt, TextAllowance allowance)
    {
        OpenedAt = openedAt;
        FromClient = new SocketTraffic(allowance);
        FromServer = new SocketTraffic(allowance);
    }

    public DateTimeOffset OpenedAt { get; }

    public DateTimeOffset? ClosedAt { get; internal set; }

    /// <summary>Client to simulator.</summary>
    public SocketTraffic FromClient { get; }

    /// <summary>Simulator to client.</summary>
    public SocketTraffic FromServer { get; }
}
