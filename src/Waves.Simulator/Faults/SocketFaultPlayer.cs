using Waves.Simulator.Wire;

namespace Waves.Simulator.Faults;

/// <summary>Plays a socket fault once enough messages got through, on the stream below the frames.</summary>
internal sealed class SocketFaultPlayer(Fault? fault, Stream raw, Call call)
{
    /// <summary>To be called after every message sent, and once before the first, while nobody else is sending.</summary>
    public async ValueTask<SocketVerdict> PlayAsync(int messagesSent)
    {
        if (fault is null || messagesSent != fault.AfterMessages)
            return SocketVerdict.GoOn;

        switch (fault.Kind)
        {
            case FaultKind.SocketClose:
                return SocketVerdict.Close;
            case FaultKind.SocketReset:
                FaultPlayer.Reset(call.Context);
                return SocketVerdict.Cut;
            case FaultKind.SocketResetMidFrame:
                await WriteAsync(MalformedFrames.Torn);
                FaultPlayer.Reset(call.Context);
                return SocketVerdict.Cut;
            case FaultKind.SocketMalformedFrame:
                await WriteAsync(MalformedFrames.Bytes(fault.Frame));
                return SocketVerdict.Deaf;
            default:
                return SocketVerdict.Deaf;
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await raw.WriteAsync(bytes, call.Gone);
        await raw.FlushAsync(call.Gone);
    }
}
