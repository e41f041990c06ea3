using System.Buffers;
using System.Net.Sockets;
using Gateway.Benchmarks.Comparison;
using Gateway.Relay;
using Gateway.Relay.Conversations;
using Gateway.Relay.Framing;
using Gateway.Relay.Pumping;

namespace Gateway.Benchmarks.Relay;

/// <summary>A whole session over real sockets: a frame goes in at one end and is awaited at the other.</summary>
internal static class SessionHotPath
{
    private static readonly byte[] Up = Frame(FrameSender.Client, new byte[640]);
    private static readonly byte[] Down = Frame(FrameSender.Server, new byte[640]);
    private static readonly byte[] Room = new byte[1024];
    private static readonly Lazy<(Socket Client, Socket Upstream)> Ends = new(Open);

    /// <summary>From the client to the upstream and, watched likewise, back.</summary>
    public static void ThereAndBack()
    {
        var (client, upstream) = Ends.Value;
        client.Send(Up);
        Receive(upstream, Up.Length);
        upstream.Send(Down);
        Receive(client, Down.Length);
    }

    private static void Receive(Socket socket, int count)
    {
        for (var received = 0; received < count;)
            received += socket.Receive(Room, received, count - received, SocketFlags.None);
    }

    private static (Socket, Socket) Open()
    {
        var (client, near) = Pair();
        var (upstream, far) = Pair();
        var setup = new RelaySetup(
            new RelayLeg(RelaySide.Client, new NetworkStream(near, ownsSocket: true), flushes: false, near.Dispose),
            new RelayLeg(RelaySide.Upstream, new NetworkStream(far, ownsSocket: true), flushes: false, far.Dispose))
        {
            ClientWatch = new SttClientWatch(),
            UpstreamWatch = new SttUpstreamWatch(),
        };
        _ = new RelaySession(setup, new RelayOptions(), ArrayPool<byte>.Shared, TimeProvider.System).RunAsync(_ => ValueTask.CompletedTask);
        return (client, upstream);
    }

    private static (Socket Outer, Socket Inner) Pair()
    {
        using var listener = Sockets.Listen();
        var outer = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        outer.Connect(listener.LocalEndPoint!);
        var inner = listener.Accept();
        inner.NoDelay = true;
        return (outer, inner);
    }

    private static byte[] Frame(FrameSender sender, byte[] payload)
    {
        var frame = new byte[FrameWriter.LengthOf(sender, payload.Length)];
        FrameWriter.Write(frame, sender, Opcode.Binary, payload);
        return frame;
    }
}
