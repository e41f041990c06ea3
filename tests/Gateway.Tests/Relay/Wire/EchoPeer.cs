using System.Text.Unicode;
using Gateway.Relay.Framing;

namespace Gateway.Relay.Wire;

/// <summary>
/// A strict echo over a raw stream, as the Autobahn suite expects one of servers and of clients: messages come back whole,
/// pings are answered, a close is answered, and whoever breaks the protocol gets the code for it and is left.
/// </summary>
internal sealed class EchoPeer
{
    private readonly Stream _stream;
    private readonly FrameSender _role;

    private EchoPeer(Stream stream, FrameSender role) => (_stream, _role) = (stream, role);

    /// <param name="stream">Where the other is.</param>
    /// <param name="role">What this one is to it.</param>
    public static Task ServeAsync(Stream stream, FrameSender role) => new EchoPeer(stream, role).ServeAsync();

    private async Task ServeAsync()
    {
        var reader = new FrameReader(_role == FrameSender.Server ? FrameSender.Client : FrameSender.Server, 64 * 1024 * 1024);
        var waiting = new List<byte>();
        var message = new List<byte>();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await ReadAsync(buffer);
            if (count == 0)
                return;
            waiting.AddRange(buffer.AsSpan(0, count));
            var input = waiting.ToArray();
            var at = 0;
            while (true)
            {
                var step = reader.Next(input.AsSpan(at));
                if (step.Kind == FrameStepKind.NeedMore)
                    break;
                if (step.Kind == FrameStepKind.Fault)
                {
                    await CloseAsync(FrameFaults.CloseCodeOf(step.Fault));
                    return;
                }
                var piece = Unmask(reader, step, input.AsSpan(at, step.Consumed));
                at += step.Consumed;
                if (step.Kind == FrameStepKind.Control)
                {
                    if (await ControlAsync(reader.Header.Opcode, piece))
                        return;
                    continue;
                }
                message.AddRange(piece);
                if (!step.EndsMessage)
                    continue;
                if (reader.MessageOpcode == Opcode.Text && !Utf8.IsValid([.. message]))
                {
                    await CloseAsync(RelayCloseCodes.InvalidPayload);
                    return;
                }
                await SendAsync(reader.MessageOpcode, [.. message]);
                message.Clear();
            }
            waiting.RemoveRange(0, at);
        }
    }

    private static byte[] Unmask(in FrameReader reader, FrameStep step, ReadOnlySpan<byte> bytes)
    {
        if (step.Kind == FrameStepKind.FrameStart)
            return [];
        var position = step.Kind == FrameStepKind.Control ? 0 : reader.Position - step.Consumed;
        var payload = (step.Kind == FrameStepKind.Control ? bytes[reader.Header.Length..] : bytes).ToArray();
        FrameMask.Apply(payload, payload, reader.Header.MaskKey, position);
        return payload;
    }

    /// <returns>Whether the conversation is over.</returns>
    private async Task<bool> ControlAsync(Opcode opcode, byte[] payload)
    {
        switch (opcode)
        {
            case Opcode.Ping:
                await SendAsync(Opcode.Pong, payload);
                return false;
            case Opcode.Close:
                var fault = CloseStatus.Read(payload, out _);
                if (fault == FrameFault.None)
                    await SendAsync(Opcode.Close, payload.Length == 0 ? [] : payload[..2]);
                else
                    await CloseAsync(FrameFaults.CloseCodeOf(fault));
                return true;
            default:
                return false;
        }
    }

    private Task CloseAsync(ushort code) => SendAsync(Opcode.Close, FramePeer.ClosePayload(code, ""));

    private async Task SendAsync(Opcode opcode, byte[] payload)
    {
        var frame = new byte[FrameWriter.LengthOf(_role, payload.Length)];
        FrameWriter.Write(frame, _role, opcode, payload);
        await _stream.WriteAsync(frame);
        await _stream.FlushAsync();
    }

    private async Task<int> ReadAsync(byte[] buffer)
    {
        try
        {
            return await _stream.ReadAsync(buffer);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return 0;
        }
    }
}
