using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Relay.Dialling;
using Gateway.Relay.Framing;

namespace Gateway.Relay.Wire;

/// <summary>An upstream's connection after the handshake: taken out of the HTTP client, with every byte that it had read.</summary>
public sealed class HandoverTests
{
    private const string Path = "/waves/v1/stt/live?model=pulse&language=en";

    /// <summary>Nothing behind the head; frames and half of one; more than the client's first buffer.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(40_000)]
    public async Task Frames_SentInOnePieceWithTheAnswer_Arrive(int payload)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var gateway = await RelayUnderTest.StartAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var opening = gateway.OpenAsync(Path);
        using var connection = await listener.AcceptTcpClientAsync();
        await using var stream = connection.GetStream();
        var head = await HeadAsync(stream);

        var upstream = new FramePeer(stream, FrameSender.Server);
        var frames = payload == 0 ? [] : FrameGen.Bytes([upstream.Frame(Opcode.Binary, new byte[payload]), upstream.Frame(Opcode.Text, "second"u8.ToArray())]);
        var ahead = frames.Length - Math.Min(frames.Length, 3);
        await upstream.SendBytesAsync((byte[])[.. Encoding.ASCII.GetBytes(AnswerTo(head)), .. frames.AsSpan(0, ahead)]);
        var client = await opening;
        await upstream.SendBytesAsync(frames.AsMemory(ahead));

        await client.ReceiveAsync(frames.Length);
        Assert.Equal(frames, client.Received);
        await client.SendTextAsync("up");
        Assert.Equal("up", await upstream.NextTextAsync());
        await client.SendCloseAsync(1000);
        await upstream.AnswerCloseAsync();
        await client.NextCloseAsync();
        await gateway.EmptyAsync();
        gateway.Pool.AssertClean();
    }

    /// <summary>What refuses an upgrade keeps its connection, and the next upgrade goes over it.</summary>
    [Fact]
    public async Task Connection_OfARefusal_CarriesTheNextHandshake()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var gateway = await RelayUnderTest.StartAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var refused = gateway.TryOpenAsync(Path);
        using var connection = await listener.AcceptTcpClientAsync();
        await using var stream = connection.GetStream();
        await HeadAsync(stream);
        await stream.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"u8.ToArray());
        Assert.Equal(403, (await refused).Status);

        var opening = gateway.OpenAsync(Path);
        var head = await HeadAsync(stream);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(AnswerTo(head)));
        var client = await opening;
        var upstream = new FramePeer(stream, FrameSender.Server);

        await client.SendTextAsync("up");
        Assert.Equal("up", await upstream.NextTextAsync());
        await client.SendCloseAsync(1000);
        await upstream.AnswerCloseAsync();
        await client.NextCloseAsync();
    }

    private static async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = "";
        var buffer = new byte[4096];
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
        return head;
    }

    private static string AnswerTo(string head)
    {
        var key = head.Split("\r\n").Single(h => h.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)).Split(':', 2)[1].Trim();
        return $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {WebSocketKey.AcceptOf(key)}\r\n\r\n";
    }
}
