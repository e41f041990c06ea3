using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Gateway.RequestPath;

/// <summary>
/// Speaks just enough HTTP/2 (RFC 9113, RFC 7541 without compression) to send header blocks that a client library would
/// refuse to write.
/// </summary>
internal sealed class RawHttp2Client : IAsyncDisposable
{
    /// <summary>The server reset the stream or ended the connection instead of answering.</summary>
    public const int StreamOrConnectionError = -1;

    private const byte HeadersFrame = 1;
    private const byte ResetFrame = 3;
    private const byte SettingsFrame = 4;
    private const byte GoAwayFrame = 7;
    private const byte EndStreamAndHeaders = 0x5;
    private const byte Acknowledged = 0x1;

    private readonly NetworkStream _stream;

    private RawHttp2Client(NetworkStream stream) => _stream = stream;

    public static async Task<RawHttp2Client> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, Patience.Token);
        var client = new RawHttp2Client(new NetworkStream(socket, ownsSocket: true));
        await client._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Patience.Token);
        await client.SendFrameAsync(SettingsFrame, 0, 0, []);
        return client;
    }

    /// <summary>Sends a GET with further headers as they are, on the first stream.</summary>
    /// <returns>The status, or <see cref="StreamOrConnectionError"/>.</returns>
    public async Task<int> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var block = new MemoryStream();
        foreach (var (name, value) in headers.Where(h => h.Name.StartsWith(':')).Prepend((":method", "GET")).Append((":scheme", "http")).Append((":authority", "x")).Append((":path", path)))
            WriteLiteral(block, name, value);
        foreach (var (name, value) in headers.Where(h => !h.Name.StartsWith(':')))
            WriteLiteral(block, name, value);
        await SendFrameAsync(HeadersFrame, EndStreamAndHeaders, 1, block.ToArray());
        return await ReadStatusAsync();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<int> ReadStatusAsync()
    {
        var head = new byte[9];
        try
        {
            while (true)
            {
                await _stream.ReadExactlyAsync(head, Patience.Token);
                var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
                await _stream.ReadExactlyAsync(payload, Patience.Token);
                switch (head[3])
                {
                    case SettingsFrame when (head[4] & Acknowledged) == 0:
                        await SendFrameAsync(SettingsFrame, Acknowledged, 0, []);
                        break;
                    case HeadersFrame:
                        return StatusOf(payload);
                    case ResetFrame or GoAwayFrame:
                        return StreamOrConnectionError;
                }
            }
        }
        catch (IOException)
        {
            return StreamOrConnectionError;
        }
    }

    /// <summary>The status stands first: an entry of the static table (RFC 7541 appendix A), or a literal of three digits.</summary>
    private static int StatusOf(ReadOnlySpan<byte> block) => block[0] switch
    {
        0x88 => 200,
        0x8c => 400,
        0x8d => 404,
        0x8e => 500,
        _ => int.Parse(Encoding.ASCII.GetString(block.Slice(2, 3)), System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>A literal header without indexing and without Huffman coding.</summary>
    private static void WriteLiteral(MemoryStream block, string name, string value)
    {
        block.WriteByte(0);
        WriteString(block, name);
        WriteString(block, value);
    }

    private static void WriteString(MemoryStream block, string text)
    {
        Assert.True(text.Length < 127, "Longer strings need another length form.");
        block.WriteByte((byte)text.Length);
        block.Write(Encoding.Latin1.GetBytes(text));
    }

    private async Task SendFrameAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await _stream.WriteAsync(frame, Patience.Token);
    }
}
