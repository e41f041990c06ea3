using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation.Json;

/// <summary>
/// A JSON string as it stands in the bytes: compared, measured and shown without being turned into a string. Lone
/// surrogates in escapes are legal here as they are in JavaScript. The bytes must be valid UTF-8.
/// </summary>
internal readonly ref struct JsonText
{
    // A UTF-16 code unit takes at most six bytes: \uXXXX.
    private const int MaxBytesPerUnit = 6;

    private readonly ReadOnlySpan<byte> _raw;
    private readonly bool _isEscaped;

    private JsonText(ReadOnlySpan<byte> raw, bool isEscaped)
    {
        _raw = raw;
        _isEscaped = isEscaped;
    }

    /// <summary>The property name or string value that the reader stands on.</summary>
    public static JsonText Of(ref readonly Utf8JsonReader reader) => new(reader.ValueSpan, reader.ValueIsEscaped);

    /// <summary>Whether the text equals an ASCII one.</summary>
    public bool Is(ReadOnlySpan<byte> ascii)
    {
        if (!_isEscaped)
            return _raw.SequenceEqual(ascii);
        if (_raw.Length < ascii.Length || _raw.Length > ascii.Length * MaxBytesPerUnit)
            return false;
        var rest = _raw;
        foreach (var expected in ascii)
        {
            if (rest.IsEmpty || NextUnit(ref rest) != expected)
                return false;
        }
        return rest.IsEmpty;
    }

    /// <summary>Whether the text equals an ASCII string; false for any other string, whatever the text.</summary>
    public bool Is(string ascii) => !_isEscaped && Ascii.Equals(_raw, ascii);

    /// <summary>Length of the text with its escapes resolved.</summary>
    public TextLength Measure()
    {
        var units = 0;
        var pairs = 0;
        var afterHigh = false;
        var rest = _raw;
        while (!rest.IsEmpty)
        {
            var plain = PlainLength(rest);
            if (plain > 0)
            {
                units += Encoding.UTF8.GetCharCount(rest[..plain]);
                pairs += CountFourByteSequences(rest[..plain]);
                afterHigh = false;
                rest = rest[plain..];
                continue;
            }
            var unit = NextEscaped(ref rest);
            units++;
            if (afterHigh && char.IsLowSurrogate(unit))
            {
                pairs++;
                afterHigh = false;
            }
            else
            {
                afterHigh = char.IsHighSurrogate(unit);
            }
        }
        return new(units, units - pairs);
    }

    /// <summary>Whether the text has nothing to speak: empty, or white space only.</summary>
    public bool IsBlank()
    {
        var rest = _raw;
        while (!rest.IsEmpty)
        {
            if (rest[0] == '\\')
            {
                if (!char.IsWhiteSpace(NextEscaped(ref rest)))
                    return false;
            }
            else
            {
                Rune.DecodeFromUtf8(rest, out var rune, out var length);
                if (!Rune.IsWhiteSpace(rune))
                    return false;
                rest = rest[length..];
            }
        }
        return true;
    }

    /// <summary>Whether every character is one of the given ASCII ones, and there is at least one.</summary>
    public bool ConsistsOf(SearchValues<byte> allowed)
    {
        if (_raw.IsEmpty)
            return false;
        if (!_isEscaped)
            return !_raw.ContainsAnyExcept(allowed);
        var rest = _raw;
        while (!rest.IsEmpty)
        {
            var unit = rest[0] == '\\' ? NextEscaped(ref rest) : NextUnit(ref rest);
            if (!char.IsAscii(unit) || !allowed.Contains((byte)unit))
                return false;
        }
        return true;
    }

    /// <summary>The text as a string; null when it is longer than a bound, in UTF-16 code units.</summary>
    public string? ToStringWithin(int maxLength)
    {
        if (_raw.Length > maxLength * MaxBytesPerUnit || Measure().Characters > maxLength)
            return null;
        if (!_isEscaped)
            return Encoding.UTF8.GetString(_raw);
        Span<char> text = stackalloc char[maxLength];
        return text[..Decode(text)].ToString();
    }

    /// <summary>A bounded, harmless piece of the text for a message.</summary>
    public string ToShown()
    {
        Span<char> text = stackalloc char[ShownText.MaxLength];
        return ShownText.Of(text[..Decode(text)]);
    }

    private static int CountFourByteSequences(ReadOnlySpan<byte> utf8)
    {
        if (Ascii.IsValid(utf8))
            return 0;
        var count = 0;
        foreach (var b in utf8)
        {
            if (b >= 0xF0)
                count++;
        }
        return count;
    }

    /// <summary>Fills a buffer with the start of the text; the rest is left out.</summary>
    private int Decode(Span<char> text)
    {
        var length = 0;
        var rest = _raw;
        while (!rest.IsEmpty && length < text.Length)
        {
            var plain = PlainLength(rest);
            if (plain > 0)
            {
                var status = Utf8.ToUtf16(rest[..plain], text[length..], out var read, out var written);
                length += written;
                rest = rest[read..];
                if (status is not OperationStatus.Done)
                    break;
            }
            else
            {
                text[length++] = NextEscaped(ref rest);
            }
        }
        return length;
    }

    private int PlainLength(ReadOnlySpan<byte> rest)
    {
        var escape = _isEscaped ? rest.IndexOf((byte)'\\') : -1;
        return escape < 0 ? rest.Length : escape;
    }

    /// <summary>One unit of a text that is compared with ASCII: any other character comes back as one that is not ASCII.</summary>
    private static char NextUnit(ref ReadOnlySpan<byte> rest)
    {
        if (rest[0] == '\\')
            return NextEscaped(ref rest);
        var unit = (char)rest[0];
        rest = rest[1..];
        return unit;
    }

    /// <summary>The unit of the escape at the start. The reader has checked that the escape is whole.</summary>
    private static char NextEscaped(ref ReadOnlySpan<byte> rest)
    {
        var kind = rest[1];
        if (kind == 'u')
        {
            var unit = (char)ushort.Parse(rest.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            rest = rest[MaxBytesPerUnit..];
            return unit;
        }
        rest = rest[2..];
        return kind switch
        {
            (byte)'n' => '\n',
            (byte)'t' => '\t',
            (byte)'r' => '\r',
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            _ => (char)kind,
        };
    }
}
