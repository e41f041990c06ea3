namespace Gateway.Policies.Usage;

/// <summary>
/// MP3: the header of each frame says how many samples it holds and where the next one stands (ISO 11172-3, 2.4.1.3). Tags
/// before the first frame are skipped; after damage the next frame is looked for.
/// </summary>
internal sealed class Mp3Length : IAudioContainer
{
    private const int HeaderBytes = 4;
    private const int TagHeaderBytes = 10;

    // kbit/s by index, layer III: MPEG 1, and MPEG 2 and 2.5.
    private static ReadOnlySpan<short> BitRates1 => [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];

    private static ReadOnlySpan<short> BitRates2 => [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];

    private static ReadOnlySpan<int> Rates1 => [44_100, 48_000, 32_000, 0];

    private uint _window;
    private int _filled;
    private long _skip;
    private int _tagSize;
    private int _tagByte;
    private long _samples;
    private int _rate;

    public bool IsUnderstood => _rate > 0;

    public long Milliseconds => _rate > 0 ? _samples * 1000 / _rate : 0;

    /// <summary>Whether four bytes, the first the highest, may begin an MP3: a tag, or a frame.</summary>
    public static bool MayBegin(uint first) => IsTag(first) || TryRead(first, out _, out _, out _);

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_skip, bytes.Length);
                _skip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }
            Take(bytes[0]);
            bytes = bytes[1..];
        }
    }

    private void Take(byte b)
    {
        if (_tagByte > 0)
        {
            TakeTag(b);
            return;
        }
        _window = (_window << 8) | b;
        if (++_filled < HeaderBytes)
            return;
        if (_rate == 0 && IsTag(_window))
        {
            _tagByte = HeaderBytes;
            return;
        }
        if (!TryRead(_window, out var samples, out var rate, out var length))
            return; // the next byte moves the window on
        _samples += samples;
        _rate = rate;
        _filled = 0;
        _skip = length - HeaderBytes;
    }

    /// <summary>ID3v2: ten bytes of header, the last four of them its size in seven bits each.</summary>
    private void TakeTag(byte b)
    {
        if (_tagByte >= TagHeaderBytes - 4)
            _tagSize = (_tagSize << 7) | (b & 0x7F);
        if (++_tagByte < TagHeaderBytes)
            return;
        (_skip, _tagByte, _tagSize, _filled) = (_tagSize, 0, 0, 0);
    }

    private static bool IsTag(uint window) => window >> 8 == 0x494433; // "ID3"

    private static bool TryRead(uint header, out int samples, out int rate, out int length)
    {
        (samples, rate, length) = (0, 0, 0);
        var version = (header >> 19) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
        if (header >> 21 != 0x7FF || version == 1 || ((header >> 17) & 3) != 1)
            return false;
        var bitRate = (version == 3 ? BitRates1 : BitRates2)[(int)((header >> 12) & 15)] * 1000;
        rate = Rates1[(int)((header >> 10) & 3)] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
        if (bitRate == 0 || rate == 0)
            return false;
        samples = version == 3 ? 1152 : 576;
        length = (samples / 8 * bitRate / rate) + (int)((header >> 9) & 1);
        return true;
    }
}
