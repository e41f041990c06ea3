using System.Buffers.Binary;
using System.Text;
using Gateway.Relay.Framing;

namespace Gateway.Relay;

/// <summary>A peer that speaks in frames over any stream and says exactly what a test tells it to.</summary>
internal sealed class FramePeer(Stream stream, FrameSender role, Action? hangUp = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FrameReaderHarness _incoming = new(role == FrameSender.Client ? FrameSender.Server : FrameSender.Client);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _taken;
    private uint _key = 0x9E3779B9;

    public Stream Stream => stream;

    /// <summary>Bytes received so far.</summary>
    public List<byte> Received => _incoming.Out;

    /// <summary>Frames received so far.</summary>
    public IReadOnlyList<TestFrame> Frames => _incoming.Frames;

    public TestFrame Frame(Opcode opcode, byte[] payload, bool final = true) =>
        new(opcode, payload) { Final = final, MaskKey = role == FrameSender.Client ? _key = (_key * 747796405) + 1 : null };

    public static byte[] ClosePayload(int code, string reason)
    {
        var payload = new byte[2 + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        return payload;
    }

    public async Task SendAsync(params TestFrame[] frames) => await SendBytesAsync(FrameGen.Bytes(frames));

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    public Task SendTextAsync(string text) => SendAsync(Frame(Opcode.Text, Encoding.UTF8.GetBytes(text)));

    public Task SendCloseAsync(int code, string reason = "") => SendAsync(Frame(Opcode.Close, ClosePayload(code, reason)));

    /// <summary>Waits until <paramref name="count"/> bytes have come in, be they whole frames or not.</summary>
    public async Task ReceiveAsync(int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (Received.Count < count)
        {
            var read = await stream.ReadAsync(_buffer, patience.Token);
            Assert.NotEqual(0, read);
            _incoming.Feed(_buffer.AsSpan(0, read));
        }
    }

    /// <summary>The next frame, data or control; null at the end of the connection.</summary>
    public async Task<TestFrame?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (_taken == _incoming.Frames.Count)
        {
            int count;
            try
            {
                count = await stream.ReadAsync(_buffer, patience.Token);
            }
            catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !patience.IsCancellationRequested))
            {
                return null;
            }
            if (count == 0)
                return null;
            _incoming.Feed(_buffer.AsSpan(0, count));
            Assert.Equal(FrameFault.None, _incoming.Fault);
        }
        return _incoming.Frames[_taken++];
    }

    public async Task<string> NextTextAsync()
    {
        var frame = await NextAsync();
        Assert.NotNull(frame);
        Assert.Equal(Opcode.Text, frame.Opcode);
        return Encoding.UTF8.GetString(frame.Payload);
    }

    /// <summary>The next frame that is no ping; gives nothing back.</summary>
    public async Task NextTextOrPingAsync()
    {
        while ((await NextAsync())?.Opcode == Opcode.Ping)
        {
        }
    }

    /// <summary>Reads on to a close frame and gives its code and reason.</summary>
    public async Task<(int Code, string Reason)> NextCloseAsync()
    {
        while (true)
        {
            var frame = await NextAsync();
            Assert.True(frame is not null, "the connection ended without a close frame");
            if (frame.Opcode != Opcode.Close)
                continue;
            return frame.Payload.Length == 0
                ? (0, "")
                : (BinaryPrimitives.ReadUInt16BigEndian(frame.Payload), Encoding.UTF8.GetString(frame.Payload.AsSpan(2)));
        }
    }

    /// <summary>Answers a close frame as it should; a server then hangs up.</summary>
    public async Task<(int Code, string Reason)> AnswerCloseAsync()
    {
        var close = await NextCloseAsync();
        if (close.Code == 0)
            await SendAsync(Frame(Opcode.Close, []));
        else
            await SendCloseAsync(close.Code, close.Reason);
        if (role == FrameSender.Server)
            Leave();
        return close;
    }

    public void Leave()
    {
        if (hangUp is null)
            stream.Dispose();
        else
            hangUp();
    }
}
