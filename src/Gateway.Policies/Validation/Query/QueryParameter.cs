using System.Globalization;

namespace Gateway.Policies.Validation.Query;

/// <summary>
/// One parameter of a query as it stands there, perhaps percent-encoded. Compared and read as the upstream decodes it.
/// </summary>
internal readonly ref struct QueryParameter(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
{
    // A UTF-16 code unit takes at most three bytes of UTF-8, each of them %XX.
    private const int MaxLengthPerUnit = 9;

    private readonly ReadOnlySpan<char> _name = name;
    private readonly ReadOnlySpan<char> _value = value;

    /// <summary>Whether there is a value at all.</summary>
    public bool HasValue => !_value.IsEmpty;

    /// <summary>Whether the name equals an ASCII one.</summary>
    public bool IsNamed(ReadOnlySpan<char> ascii) => Equal(_name, ascii);

    /// <summary>Whether the value equals an ASCII one.</summary>
    public bool Is(ReadOnlySpan<char> ascii) => Equal(_value, ascii);

    /// <summary>The value as a string: that of a set if it is in there, else a new one; null when longer than a bound.</summary>
    public string? Read(OptionSet known, int maxLength)
    {
        foreach (var option in known.Values)
        {
            if (Is(option))
                return option;
        }
        if (_value.Length > MaxLengthPerUnit * maxLength)
            return null;
        var text = IsPlain(_value) ? _value.ToString() : Uri.UnescapeDataString(_value.ToString().Replace('+', ' '));
        return text.Length <= maxLength ? text : null;
    }

    /// <summary>The value as a positive number of digits alone; 0 for anything else.</summary>
    public int ReadPositive()
    {
        Span<char> digits = stackalloc char[10];
        var length = 0;
        var rest = _value;
        while (!rest.IsEmpty)
        {
            if (length == digits.Length)
                return 0;
            digits[length++] = (char)NextByte(ref rest);
        }
        return int.TryParse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static bool IsPlain(ReadOnlySpan<char> encoded) => !encoded.ContainsAny('%', '+');

    private static bool Equal(ReadOnlySpan<char> encoded, ReadOnlySpan<char> ascii)
    {
        if (IsPlain(encoded))
            return encoded.SequenceEqual(ascii);
        foreach (var expected in ascii)
        {
            if (encoded.IsEmpty || NextByte(ref encoded) != expected)
                return false;
        }
        return encoded.IsEmpty;
    }

    /// <summary>One decoded byte; a character that should have been encoded comes back as itself.</summary>
    private static int NextByte(ref ReadOnlySpan<char> encoded)
    {
        var first = encoded[0];
        if (first == '%' && encoded.Length >= 3 && byte.TryParse(encoded.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            encoded = encoded[3..];
            return value;
        }
        encoded = encoded[1..];
        return first == '+' ? ' ' : first;
    }
}
