using System.Text;

namespace Gateway.Edge;

/// <summary>
/// Reads a <c>Connection</c> header so that the headers it nominates are still known when the request is forwarded
/// (RFC 9110, 7.6.1). Where the web server understands one option of a value it puts that option in the place of the whole
/// value: of <c>keep-alive, X-Hop</c> remains <c>keep-alive</c>, and <c>X-Hop</c> would pass. A value without an option that
/// it understands, or with two, it leaves alone.
/// </summary>
internal sealed class ConnectionEncoding : Encoding
{
    private const string KeepAlive = "keep-alive";

    /// <summary>The only one; stateless.</summary>
    public static ConnectionEncoding Instance { get; } = new();

    private ConnectionEncoding()
    {
    }

    /// <summary>The options and names of a value; of HTTP/1.1, <c>keep-alive</c> says nothing and may come or go.</summary>
    public static string Read(ReadOnlySpan<byte> bytes)
    {
        var text = Latin1.GetString(bytes);
        if (!text.Contains(',', StringComparison.Ordinal))
            return text;
        var options = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (options.All(static option => Is(option, KeepAlive) || IsOther(option)))
            return text;
        var kept = options.Where(static option => !Is(option, KeepAlive));
        return string.Join(", ", options.Any(IsOther) ? kept.Prepend(KeepAlive) : kept);
    }

    private static bool IsOther(string option) => Is(option, "close") || Is(option, "upgrade");

    private static bool Is(string option, string name) => option.Equals(name, StringComparison.OrdinalIgnoreCase);

    public override int GetCharCount(byte[] bytes, int index, int count) => Read(bytes.AsSpan(index, count)).Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = Read(bytes.AsSpan(byteIndex, byteCount));
        text.CopyTo(chars.AsSpan(charIndex));
        return text.Length;
    }

    public override int GetMaxCharCount(int byteCount) => byteCount + KeepAlive.Length + 2 * byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException("Headers are read with it, never written.");
}
