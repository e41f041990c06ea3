using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Waves.Simulator;
using Waves.Simulator.Books;
using Waves.Simulator.Faults;
using Waves.Simulator.Pacing;

namespace Gateway.Simulator;

public sealed class SocketFaultTests
{
    private const string Path = "/waves/v1/tts/live";

    private static readonly object Speak = new { voice_id = "magnus", text = "Thanks, one moment.", sample_rate = 8000 };

    [Theory]
    [InlineData(1011, "broken", 2)]
    [InlineData(1012, "", 0)]
    [InlineData(4000, "own code", 1)]
    public async Task Close_ComesAfterSoManyMessages(int code, string reason, int after)
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.SocketClose(code, reason, after).On("T3"));
        using var socket = await waves.OpenAsync(Path);
        await socket.SendAsync(Speak);

        var seen = 0;
        while (await socket.ReceiveAsync() is not null)
            seen++;
        await socket.AnswerCloseAsync();

        Assert.Equal((after, code, reason), (seen, socket.CloseCode, socket.CloseReason ?? ""));
        var record = await waves.Books.WaitForEndAsync("T3");
        Assert.Equal((RequestOutcome.Fault, code), (record.Outcome, record.Socket!.FromServer.CloseCode));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reset_EndsTheSocketWithoutAClose(bool http2)
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.SocketReset(1).On("T3"));
        using var socket = await waves.OpenAsync(Path, http2: http2);
        await socket.SendAsync(Speak);

        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (await socket.ReceiveAsync() is not null)
            {
                // At most the one message that got through.
            }
        });

        Assert.Equal(RequestOutcome.Fault, (await waves.Books.WaitForEndAsync("T3")).Outcome);
        await waves.Books.WaitForIdleAsync();
    }

    [Fact]
    public async Task ResetMidFrame_AnnouncesMoreThanItSends()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.SocketResetMidFrame(0));
        using var client = await HandshakeAsync(waves);

        var (bytes, reset) = await ReadToEndAsync(client);

        Assert.True(reset);
        Assert.Equal([0x82, 0x7E, 0x03, 0xE8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], bytes);
    }

    [Theory]
    [InlineData(MalformedFrame.ReservedBits, 0xC1)]
    [InlineData(MalformedFrame.BadOpcode, 0x83)]
    [InlineData(MalformedFrame.MaskedByServer, 0x81)]
    [InlineData(MalformedFrame.NonMinimalLength, 0x81)]
    [InlineData(MalformedFrame.NegativeLength, 0x82)]
    [InlineData(MalformedFrame.OversizedControl, 0x89)]
    [InlineData(MalformedFrame.FragmentedControl, 0x09)]
    [InlineData(MalformedFrame.OrphanContinuation, 0x80)]
    [InlineData(MalformedFrame.InvalidUtf8, 0x81)]
    [InlineData(MalformedFrame.ShortClose, 0x88)]
    [InlineData(MalformedFrame.ForbiddenCloseCode, 0x88)]
    public async Task MalformedFrame_IsOnTheWireAsItIs_AndTheSocketStaysDeaf(MalformedFrame frame, byte first)
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.SocketFrame(frame));
        using var client = await HandshakeAsync(waves);

        var buffer = new byte[2];
        await ReadExactlyAsync(client, buffer);

        Assert.Equal(first, buffer[0]);
        client.Close();
        await waves.Books.WaitForIdleAsync().WaitAsync(SimulatorClient.Patience);
        Assert.Equal(RequestOutcome.Fault, waves.Books.For("T3")[0].Outcome);
    }

    [Fact]
    public async Task Stall_StaysDeafEvenToAClose()
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.SocketStall(1));
        using var socket = await waves.OpenAsync(Path);
        await socket.SendAsync(Speak);
        await socket.ReceiveAsync();

        var closing = socket.CloseAsync();

        await waves.Books.WaitForRequestAsync(static request => request.Socket is { FromServer.Messages: 1 });
        Assert.False(closing.IsCompleted);
        socket.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => closing);
        await waves.Books.WaitForIdleAsync().WaitAsync(SimulatorClient.Patience);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Status_RefusesTheHandshake(int status)
    {
        await using var waves = await SimulatorClient.StartAsync();
        waves.Host.Faults.Add(Fault.Answer(status).On("H1").Once());

        await Assert.ThrowsAsync<WebSocketException>(() => waves.OpenAsync("/waves/v1/s2s"));
        using var next = await waves.OpenAsync("/waves/v1/s2s");

        Assert.Equal(status, waves.Books.For("H1")[0].Status);
    }

    [Fact]
    public async Task Paced_SynthesisOverABrokenSocket_FreesItsUnit()
    {
        await using var waves = await SimulatorClient.StartAsync(new SimulatorOptions { Cadence = Cadence.Instant with { RealTimeFactor = 1 } });
        waves.Host.Faults.Add(Fault.SocketReset(2));
        using var socket = await waves.OpenAsync(Path);
        await socket.SendAsync(Speak);

        await waves.Books.WaitForEndAsync("T3").WaitAsync(SimulatorClient.Patience);

        await waves.Books.WaitForIdleAsync().WaitAsync(SimulatorClient.Patience);
    }

    private static async Task<Socket> HandshakeAsync(SimulatorClient waves)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(waves.Host.BaseAddress.Host, waves.Host.BaseAddress.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {Path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_upstream\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: q0Jd2l8b3m5y7A1c9ZfTxw==\r\n\r\n"));

        // The head byte by byte, so that nothing of the first frame is taken with it.
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await ReadExactlyAsync(socket, one);
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101 ", head.ToString(), StringComparison.Ordinal);
        return socket;
    }

    private static async Task ReadExactlyAsync(Socket socket, byte[] buffer)
    {
        using var patience = new CancellationTokenSource(SimulatorClient.Patience);
        for (var read = 0; read < buffer.Length;)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(read), patience.Token);
            Assert.NotEqual(0, count);
            read += count;
        }
    }

    private static async Task<(byte[] Bytes, bool Reset)> ReadToEndAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(SimulatorClient.Patience);
        var bytes = new List<byte>();
        var buffer = new byte[256];
        try
        {
            int count;
            while ((count = await socket.ReceiveAsync(buffer, patience.Token)) > 0)
                bytes.AddRange(buffer[..count]);
            return ([.. bytes], false);
        }
        catch (SocketException)
        {
            return ([.. bytes], true);
        }
    }
}
