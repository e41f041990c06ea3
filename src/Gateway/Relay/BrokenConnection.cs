using System.Net.Sockets;

namespace Gateway.Relay;

/// <summary>Tells what happens to connections from bugs of ours.</summary>
internal static class BrokenConnection
{
    /// <summary>Whether a stream throws this when a peer, a network or an abort of ours ends it.</summary>
    public static bool Is(Exception e) =>
        e is IOException or SocketException or OperationCanceledException or ObjectDisposedException;
}
