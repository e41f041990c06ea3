namespace Gateway.Policies.Usage;

/// <summary>
/// Tells how long audio plays from its bytes as they pass, in constant memory: containers by their own headers, whatever
/// was announced, everything else by the format it is said to be (waves-api 4.4).
/// </summary>
/// <remarks>
/// Known by their first bytes: WAV by its header, Ogg (Opus, Vorbis) by the position of its last page, MP3 by the header of
/// each frame. MP3 is believed only where nothing else was announced or MP3 was: samples may look like it. Bytes may be cut
/// anywhere. Not thread-safe.
/// </remarks>
public sealed class AudioLength(AudioFormat announced)
{
    private const int SniffedBytes = 4;

    private IAudioContainer? _container;
    private uint _first;
    private int _sniffed;
    private bool _isRaw;

    /// <summary>Bytes so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether the time is told by the bytes themselves.</summary>
    public bool IsExact => _container?.IsUnderstood ?? announced.IsExact;

    /// <summary>How long the audio so far plays; 0 where nothing tells.</summary>
    public long Milliseconds => _container is { IsUnderstood: true } known ? known.Milliseconds : announced.Milliseconds(Bytes);

    /// <summary>Takes the next bytes; not kept.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        while (_container is null && !_isRaw && !bytes.IsEmpty)
        {
            _first = (_first << 8) | bytes[0];
            bytes = bytes[1..];
            if (++_sniffed == SniffedBytes)
                Recognise();
        }
        _container?.Feed(bytes);
    }

    private void Recognise()
    {
        _container = _first switch
        {
            0x52494646 => new WavLength(), // RIFF
            0x4F676753 => new OggLength(), // OggS
            _ when announced.Encoding is AudioEncoding.Mp3 or AudioEncoding.Opaque && Mp3Length.MayBegin(_first) => new Mp3Length(),
            _ => null,
        };
        _isRaw = _container is null;
        Span<byte> first = [(byte)(_first >> 24), (byte)(_first >> 16), (byte)(_first >> 8), (byte)_first];
        _container?.Feed(first);
    }
}
