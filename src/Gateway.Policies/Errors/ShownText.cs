namespace Gateway.Policies.Errors;

/// <summary>The only way in which input comes back in a message: a short value of a closed set, made harmless.</summary>
internal static class ShownText
{
    /// <summary>Longest piece of input that is shown, in UTF-16 code units.</summary>
    public const int MaxLength = 32;

    /// <summary>The text up to <see cref="MaxLength"/>, with everything that is not printable ASCII as <c>?</c>.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        Span<char> shown = stackalloc char[MaxLength];
        var length = Math.Min(text.Length, MaxLength);
        for (var i = 0; i < length; i++)
            shown[i] = char.IsBetween(text[i], ' ', '~') ? text[i] : '?';
        return shown[..length].ToString();
    }
}
