using System.Buffers;

namespace Gateway.Edge;

/// <summary>Character classes of RFC 9110.</summary>
internal static class AsciiRules
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether all characters may stand in a token; false when empty.</summary>
    public static bool IsToken(this ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept(TokenCharacters);

    /// <summary>Whether there is at least one digit and nothing else.</summary>
    public static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');
}
