using System.Text;

namespace Gateway.Edge;

/// <summary>
/// Reads digits as themselves and everything else as a letter. The web server would take <c>Content-Length: +5</c> for 5
/// and forget the sign, where another server may see no length at all; read like this it is refused by the server itself.
/// </summary>
internal sealed class DigitsEncoding : Encoding
{
    /// <summary>The only one; stateless.</summary>
    public static DigitsEncoding Instance { get; } = new();

    private DigitsEncoding()
    {
    }

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        for (var i = 0; i < bytes.Length; i++)
            chars[i] = char.IsAsciiDigit((char)bytes[i]) ? (char)bytes[i] : 'x';
        return bytes.Length;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException("Headers are read with it, never written.");
}
