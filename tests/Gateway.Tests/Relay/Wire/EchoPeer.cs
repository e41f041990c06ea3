using System.Text.Unicode;
using Gateway.Relay.Framing;

namespace Gateway.Relay.Wire;

/// <summary>
/// A strict echo server over a raw stream, as the Autobahn suite expects one: messages come back whole, pings are
/// answered, a close is answered, and whoever breaks the protocol gets the code for it and is left.
/// </summary>
internal static class EchoUpstream
{
    public static async Task ServeAsync(Stream stream)
    {
        var reader = new FrameReader(FrameSender.Client, 64 * 1024 * 1024);
        var waiting = new List<byte>();
        var message = new List<byte>();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await ReadAsync(stream, buffer);
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
                    await CloseAsync(stream, FrameFaults.CloseCodeOf(step.Fault));
                    return;
                }
                var piece = Unmask(reader, step, input.AsSpan(at, step.Consumed));
                at += step.Consumed;
                if (step.Kind == FrameStepKind.Control)
                {
                    if (await ControlAsync(stream, reader.Header.Opcode, piece))
                        return;
                    continue;
                }
                message.AddRange(piece);
                if (!step.EndsMessage)
                    continue;
                if (reader.MessageOpcode == Opcode.Text && !Utf8.IsValid([.. message]))
                {
                    await CloseAsync(stream, RelayCloseCodes.InvalidPayload);
                    return;
                }
                await SendAsync(stream, reader.MessageOpcode, [.. message]);
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
    private static async Task<bool> ControlAsync(Stream stream, Opcode opcode, byte[] payload)
    {
        switch (opcode)
        {
            case Opcode.Ping:
                await SendAsync(stream, Opcode.Pong, payload);
                return false;
            case Opcode.Close:
                var fault = CloseStatus.Read(payload, out _);
                if (fault == FrameFault.None)
                    await SendAsync(stream, Opcode.Close, payload.Length == 0 ? [] : payload[..2]);
                else
                    await CloseAsync(stream, FrameFaults.CloseCodeOf(fault));
                return true;
            default:
                return false;
        }
    }

    private static Task CloseAsync(Stream stream, ushort code) => SendAsync(stream, Opcode.Close, FramePeer.ClosePayload(code, ""));

    private static async Task SendAsync(Stream stream, Opcode opcode, byte[] payload)
    {
        var frame = new byte[FrameWriter.LengthOf(FrameSender.Server, payload.Length)];
        FrameWriter.Write(frame, FrameSender.Server, opcode, payload);
        await stream.WriteAsync(frame);
        await stream.FlushAsync();
    }

    private static async Task<int> ReadAsync(Stream stream, byte[] buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return 0;
        }
    }
}
