using System.Text.Json;

namespace Gateway.Metering;

/// <summary>
/// Takes the chunk with the token figures out of a chat stream, which the gateway asked for and the caller did not
/// (waves-api 5.2). Every other byte passes unchanged and at once; of an event that has not come whole, only what may yet
/// turn out to be that chunk waits. Not thread-safe.
/// </summary>
internal sealed class UsageChunkFilter
{
    /// <summary>The longest event that is held back; the chunk with the figures is a tenth of it.</summary>
    public const int MaxHeldBytes = 4096;

    private readonly byte[] _held = new byte[MaxHeldBytes];
    private int _heldLength;
    private bool _passesEvent;
    private bool _atLineStart = true;

    /// <summary>Bytes that wait.</summary>
    public int Held => _heldLength;

    /// <summary>Puts the bytes that wait at the start of a buffer, where the next read goes behind them.</summary>
    /// <param name="buffer">At least <see cref="MaxHeldBytes"/> long.</param>
    public int TakeHeld(Span<byte> buffer)
    {
        var length = _heldLength;
        _held.AsSpan(0, length).CopyTo(buffer);
        _heldLength = 0;
        return length;
    }

    /// <summary>Filters what was read.</summary>
    /// <param name="data">What waited before, and what came behind it; afterwards what passes stands at its start.</param>
    /// <param name="isEnd">Nothing more will come.</param>
    /// <returns>How many bytes pass.</returns>
    public int Filter(Span<byte> data, bool isEnd)
    {
        var (from, to) = (0, 0);
        while (from < data.Length)
        {
            var rest = data[from..];
            var length = EventLength(rest, out var isWhole);
            if (!_passesEvent)
            {
                if (isWhole && IsUsageChunk(rest[..length]))
                {
                    from += length;
                    continue;
                }
                if (!isWhole && !isEnd && length <= MaxHeldBytes && MayBeUsageChunk(rest))
                {
                    rest.CopyTo(_held);
                    _heldLength = length;
                    // It will be looked at again from its start.
                    _atLineStart = true;
                    return to;
                }
            }
            if (from != to)
                rest[..length].CopyTo(data[to..]);
            from += length;
            to += length;
            _passesEvent = !isWhole;
        }
        return to;
    }

    /// <summary>Length up to and with the next blank line, or all there is.</summary>
    private int EventLength(ReadOnlySpan<byte> bytes, out bool isWhole)
    {
        var position = 0;
        while (bytes[position..].IndexOf((byte)'\n') is var end and >= 0)
        {
            var line = bytes.Slice(position, end);
            position += end + 1;
            isWhole = _atLineStart && (line.IsEmpty || line is [(byte)'\r']);
            _atLineStart = true;
            if (isWhole)
                return position;
        }
        _atLineStart &= bytes[position..] is [] or [(byte)'\r'];
        isWhole = false;
        return bytes.Length;
    }

    /// <summary>Content comes in choices; where one has begun, the chunk is not the one.</summary>
    private static bool MayBeUsageChunk(ReadOnlySpan<byte> start)
    {
        var choices = start.IndexOf("\"choices\""u8);
        if (choices < 0)
            return true;
        var rest = start[(choices + "\"choices\""u8.Length)..].TrimStart(": \t["u8);
        return rest.IsEmpty || rest[0] == ']';
    }

    private static bool IsUsageChunk(ReadOnlySpan<byte> event_)
    {
        event_ = event_.Trim("\r\n"u8);
        if (event_.IndexOf("\"usage\""u8) < 0 || !event_.StartsWith("data:"u8))
            return false;
        var reader = new Utf8JsonReader(event_["data:".Length..]);
        var (hasNoChoices, hasUsage) = (false, false);
        try
        {
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var isChoices = reader.ValueTextEquals("choices"u8);
                var isUsage = reader.ValueTextEquals("usage"u8);
                reader.Read();
                hasUsage |= isUsage && reader.TokenType is JsonTokenType.StartObject;
                if (!isChoices)
                {
                    reader.Skip();
                    continue;
                }
                if (reader.TokenType is not JsonTokenType.StartArray || !reader.Read() || reader.TokenType is not JsonTokenType.EndArray)
                    return false;
                hasNoChoices = true;
            }
            return hasNoChoices && hasUsage;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
