using System.Net.Sockets;
using Gateway.Benchmarks.Comparison;
using Gateway.Relay.Framing;

namespace Gateway.Benchmarks.Relay;

/// <summary>Reads one end of a socket: counts frames and takes how long each was on its way.</summary>
internal sealed class SocketReceiver(Socket socket, FrameSender from, LatencyLog log, TimeProvider time)
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private FrameReader _reader = new(from, long.MaxValue);
    private int _end;

    /// <summary>Runs until the connection ends.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var count = await socket.ReceiveAsync(_buffer.AsMemory(_end));
                if (count == 0)
                    return;
                _end += count;
                Take();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The comparison is over, or this socket is.
        }
    }

    /// <summary>Every frame of the comparison fits the buffer, so each is looked at whole.</summary>
    private void Take()
    {
        var at = 0;
        while (true)
        {
            var ahead = _reader;
            var step = ahead.Next(_buffer.AsSpan(at, _end - at));
            if (step.Kind == FrameStepKind.Fault)
                throw new InvalidOperationException($"The proxy broke the framing: {step.Fault}");
            if (step.Kind == FrameStepKind.NeedMore)
                break;
            if (step.Kind == FrameStepKind.Control)
            {
                Answer(ahead.Header, _buffer.AsSpan(at, step.Consumed));
            }
            else
            {
                var payload = _buffer.AsSpan(at + step.Consumed, _end - at - step.Consumed);
                if (payload.Length < ahead.Header.PayloadLength)
                    break;
                payload = payload[..(int)ahead.Header.PayloadLength];
                ahead.Next(payload);
                log.Arrived(SocketTraffic.StampOf(payload, ahead.Header.Opcode == Opcode.Text), time.GetTimestamp());
                step = step with { Consumed = step.Consumed + payload.Length };
            }
            _reader = ahead;
            at += step.Consumed;
        }
        _buffer.AsSpan(at, _end - at).CopyTo(_buffer);
        _end -= at;
    }

    private void Answer(FrameHeader header, ReadOnlySpan<byte> frame)
    {
        if (header.Opcode != Opcode.Ping)
            return;
        var payload = frame[header.Length..].ToArray();
        FrameMask.Apply(payload, payload, header.MaskKey, 0);
        var role = from == FrameSender.Client ? FrameSender.Server : FrameSender.Client;
        var pong = new byte[FrameWriter.LengthOf(role, payload.Length)];
        FrameWriter.Write(pong, role, Opcode.Pong, payload);
        socket.Send(pong);
    }
}
