using System.Net.Sockets;
using System.Numerics;
using System.Runtime.InteropServices;
using Gateway.Benchmarks.Comparison;
using Gateway.Relay.Framing;

namespace Gateway.Benchmarks.Relay;

/// <summary>
/// One direction of one socket, summed at both ends: every frame is different, and a byte lost, changed or out of its order
/// changes the sum. The relay passes frames as they are, so the bytes of the wire are summed, headers and all.
/// </summary>
internal sealed class CheckedFlow
{
    private readonly byte[] _frame;
    private readonly int _stampAt;
    private readonly int _socket;
    private int _number;
    private ByteSum _sent;
    private ByteSum _received;

    /// <summary>Binary frames of audio from a client, text frames of the same length from an upstream.</summary>
    public CheckedFlow(FrameSender sender, int payload, int socket)
    {
        _socket = socket;
        _frame = new byte[FrameWriter.LengthOf(sender, payload)];
        var content = new byte[payload];
        if (sender == FrameSender.Server)
            content.AsSpan().Fill((byte)'x');
        FrameWriter.Write(_frame, sender, sender == FrameSender.Client ? Opcode.Binary : Opcode.Text, content);
        _stampAt = _frame.Length - 16;
    }

    /// <summary>Frames sent.</summary>
    public int Frames => _number;

    /// <summary>Bytes received so far.</summary>
    public long Received => Volatile.Read(ref _received.Count);

    /// <summary>Whether what came is what was sent, as far as both have ended.</summary>
    public bool IsWhole => _sent.Count == _received.Count && _sent.Value == _received.Value;

    /// <summary>Bytes sent that have not come.</summary>
    public long Missing => _sent.Count - Received;

    /// <summary>Sends the next frame.</summary>
    public void Send(Socket socket)
    {
        // Letters, so that text stays text: masked or not, nobody decodes them.
        WriteLetters(_frame.AsSpan(_stampAt), _socket);
        WriteLetters(_frame.AsSpan(_stampAt + 8), ++_number);
        _sent.Add(_frame);
        Sockets.Post(socket, _frame);
    }

    /// <summary>Sums what arrives until the connection ends.</summary>
    public async Task ReceiveAsync(Socket socket)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                await socket.ReceiveAsync(Memory<byte>.Empty);
                var count = await socket.ReceiveAsync(buffer);
                if (count == 0)
                    return;
                _received.Add(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The soak is over.
        }
    }

    private static void WriteLetters(Span<byte> at, int number)
    {
        for (var i = 0; i < 8; i++)
            at[i] = (byte)('a' + ((number >> (4 * i)) & 15));
    }

    /// <summary>CRC-32C over a stream cut anywhere, eight bytes at a time.</summary>
    private struct ByteSum
    {
        public long Count;
        private uint _crc;
        private ulong _rest;
        private int _restLength;

        public readonly ulong Value => ((ulong)_crc << 32) ^ _rest;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            var length = bytes.Length;
            while (_restLength > 0 && !bytes.IsEmpty)
            {
                Push(bytes[0]);
                bytes = bytes[1..];
            }
            foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes[..(bytes.Length & ~7)]))
                _crc = BitOperations.Crc32C(_crc, word);
            foreach (var one in bytes[(bytes.Length & ~7)..])
                Push(one);
            Volatile.Write(ref Count, Count + length);
        }

        private void Push(byte one)
        {
            _rest |= (ulong)one << (8 * _restLength);
            if (++_restLength < 8)
                return;
            _crc = BitOperations.Crc32C(_crc, _rest);
            _rest = 0;
            _restLength = 0;
        }
    }
}
