using Gateway.Relay.Framing;
using Gateway.Relay.Inspection;

namespace Gateway.Relay.Conversations;

/// <summary>Counts the audio that a client sends in binary frames, by their headers alone.</summary>
internal sealed class SttClientWatch : FrameWatch
{
    private bool _isAudio;

    /// <summary>Bytes of audio so far, as they passed.</summary>
    public long AudioBytes { get; private set; }

    public override bool Begins(Opcode opcode)
    {
        _isAudio = opcode == Opcode.Binary;
        return false;
    }

    public override void Counted(int bytes)
    {
        if (_isAudio)
            AudioBytes += bytes;
    }
}
