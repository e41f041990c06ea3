using System.Buffers.Binary;

namespace Gateway.Policies.Usage;

/// <summary>
/// Ogg (RFC 3533): each page says at which sample it ends. Opus counts at 48 kHz from before its pre-skip (RFC 7845, 4),
/// Vorbis at the rate of its head.
/// </summary>
internal sealed class OggLength : IAudioContainer
{
    private const int PageHeaderBytes = 27;
    private const int CodecHeadBytes = 16;
    private const int OpusRate = 48_000;

    private readonly byte[] _head = new byte[PageHeaderBytes];
    private int _headLength;
    private Part _part = Part.PageHeader;
    private int _segmentsLeft;
    private int _bodyLeft;
    private long _position;
    private long _pagePosition;
    private long _preSkip;
    private long _rate;
    private bool _isFirstPage = true;
    private bool _isLost;

    private enum Part
    {
        PageHeader,
        Segments,
        Body,
    }

    public bool IsUnderstood => _rate > 0;

    /// <summary>What the pages say; damage may make them say anything.</summary>
    public long Milliseconds => _rate > 0 ? (long)Int128.Clamp(((Int128)_position - _preSkip) * 1000 / _rate, 0, long.MaxValue) : 0;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_isLost)
        {
            switch (_part)
            {
                case Part.PageHeader:
                    bytes = bytes[Collect(bytes, PageHeaderBytes)..];
                    if (_headLength == PageHeaderBytes)
                        BeginPage();
                    break;
                case Part.Segments:
                    _bodyLeft += bytes[0];
                    bytes = bytes[1..];
                    if (--_segmentsLeft == 0)
                        (_part, _headLength) = (Part.Body, 0);
                    EndPageIfOver();
                    break;
                default:
                    var body = bytes[..Math.Min(_bodyLeft, bytes.Length)];
                    if (_isFirstPage)
                        ReadCodec(body);
                    _bodyLeft -= body.Length;
                    bytes = bytes[body.Length..];
                    EndPageIfOver();
                    break;
            }
        }
    }

    private void BeginPage()
    {
        if (!_head.AsSpan(0, 4).SequenceEqual("OggS"u8))
        {
            _isLost = true;
            return;
        }
        _pagePosition = BinaryPrimitives.ReadInt64LittleEndian(_head.AsSpan(6));
        _segmentsLeft = _head[26];
        _bodyLeft = 0;
        (_part, _headLength) = (_segmentsLeft > 0 ? Part.Segments : Part.PageHeader, 0);
    }

    private void EndPageIfOver()
    {
        if (_part is not Part.Body || _bodyLeft > 0)
            return;
        // -1: no packet ends on the page.
        _position = Math.Max(_position, _pagePosition);
        _isFirstPage = false;
        (_part, _headLength) = (Part.PageHeader, 0);
    }

    private void ReadCodec(ReadOnlySpan<byte> body)
    {
        if (_headLength == CodecHeadBytes)
            return;
        Collect(body, CodecHeadBytes);
        if (_headLength < CodecHeadBytes)
            return;
        if (_head.AsSpan(0, 8).SequenceEqual("OpusHead"u8))
            (_rate, _preSkip) = (OpusRate, BinaryPrimitives.ReadUInt16LittleEndian(_head.AsSpan(10)));
        else if (_head.AsSpan(0, 7).SequenceEqual("\u0001vorbis"u8))
            _rate = BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(12));
    }

    private int Collect(ReadOnlySpan<byte> bytes, int wanted)
    {
        var taken = Math.Min(wanted - _headLength, bytes.Length);
        bytes[..taken].CopyTo(_head.AsSpan(_headLength));
        _headLength += taken;
        return taken;
    }
}
