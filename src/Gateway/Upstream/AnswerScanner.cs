namespace Gateway.Upstream;

/// <summary>Finds the status of an HTTP/1.1 answer in its first bytes, past interim answers. Not thread-safe.</summary>
internal sealed class AnswerScanner
{
    /// <summary>Where the status stands: <c>HTTP/1.1 503</c>.</summary>
    private const int StatusAt = 9;
    private const int StatusEnd = 12;

    private int _position;
    private int _status;
    private int _lineEnds;

    /// <summary>The final status, 0 for what is no HTTP; null while it is unknown. 101 is final.</summary>
    public int? Status { get; private set; }

    /// <summary>Feeds the next bytes; they may be split anywhere.</summary>
    /// <returns>Whether the status is known now.</returns>
    public bool Feed(ReadOnlySpan<byte> bytes)
    {
        foreach (var octet in bytes)
        {
            if (Status is not null)
                break;
            if (_position < StatusEnd)
                FeedStatus(octet);
            else
                SkipInterim(octet);
        }
        return Status is not null;
    }

    private void FeedStatus(byte octet)
    {
        if (_position < 5 && octet != "HTTP/"u8[_position] || _position >= StatusAt && !char.IsAsciiDigit((char)octet))
        {
            Status = 0;
            return;
        }
        if (_position >= StatusAt)
            _status = _status * 10 + octet - '0';
        _position++;
        if (_position == StatusEnd && _status is not (>= 100 and < 200 and not 101))
            Status = _status;
    }

    private void SkipInterim(byte octet)
    {
        _lineEnds = octet switch { (byte)'\n' => _lineEnds + 1, (byte)'\r' => _lineEnds, _ => 0 };
        if (_lineEnds == 2)
            (_position, _status, _lineEnds) = (0, 0, 0);
    }
}
