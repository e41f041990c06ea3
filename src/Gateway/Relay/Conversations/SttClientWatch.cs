using Gateway.Policies.Usage;
using Gateway.Relay.Framing;
using Gateway.Relay.Inspection;

namespace Gateway.Relay.Conversations;

/// <summary>Counts the audio that a client sends in binary frames, by their headers alone; a container is looked into.</summary>
/// <param name="container">Tells the length of what is in a container; null for bare samples.</param>
internal sealed class SttClientWatch(AudioLength? container = null) : FrameWatch
{
    private bool _isAudio;

    /// <summary>Bytes of audio so far, as they passed.</summary>
    public long AudioBytes { get; private set; }

    public override bool Begins(Opcode opcode)
    {
        _isAudio = opcode == Opcode.Binary;
        return _isAudio && container is not null;
    }

    public override void Counted(int bytes)
    {
        if (_isAudio)
            AudioBytes += bytes;
    }

    public override void Passes(ReadOnlySpan<byte> payload)
    {
        AudioBytes += payload.Length;
        container!.Feed(payload);
    }
}
