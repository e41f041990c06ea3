using Gateway.Relay.Inspection;

namespace Gateway.Metering;

/// <summary>
/// Finds the events of a stream (WHATWG HTML, "Server-sent events") and feeds the data of each to a JSON scanner, wherever
/// reads cut them. Lines end in LF or CRLF. Not thread-safe.
/// </summary>
internal sealed class EventScanner(JsonScanner data)
{
    private static ReadOnlySpan<byte> Prefix => "data:"u8;

    private int _matched;
    private bool _hasData;

    /// <summary>The data of the event that <see cref="Next"/> has just found the end of.</summary>
    public JsonScanner Data => data;

    /// <summary>Takes bytes up to the end of an event.</summary>
    /// <param name="bytes">What is to be taken; afterwards what is left of it.</param>
    /// <returns>Whether an event has ended; false when all bytes are taken.</returns>
    public bool Next(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_matched == Prefix.Length)
            {
                var end = bytes.IndexOf((byte)'\n');
                data.Feed(end < 0 ? bytes : bytes[..end]);
                bytes = end < 0 ? default : bytes[(end + 1)..];
                _matched = end < 0 ? _matched : 0;
            }
            else if (_matched < 0)
            {
                var end = bytes.IndexOf((byte)'\n');
                bytes = end < 0 ? default : bytes[(end + 1)..];
                _matched = end < 0 ? _matched : 0;
            }
            else if (AtLineStart(ref bytes))
            {
                return true;
            }
        }
        return false;
    }

    /// <returns>Whether the line is blank and ends an event that has data.</returns>
    private bool AtLineStart(ref ReadOnlySpan<byte> bytes)
    {
        var b = bytes[0];
        bytes = bytes[1..];
        if (b == Prefix[_matched])
        {
            if (++_matched == Prefix.Length)
                BeginData();
            return false;
        }
        if (b == '\r' && _matched == 0)
            return false;
        if (b != '\n')
        {
            _matched = -1;
            return false;
        }
        var ends = _matched == 0 && _hasData;
        _matched = 0;
        _hasData &= !ends;
        return ends;
    }

    private void BeginData()
    {
        // Further data lines of one event belong to the same text.
        if (!_hasData)
            data.Reset();
        _hasData = true;
    }
}
