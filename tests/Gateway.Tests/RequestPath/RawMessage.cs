using System.Globalization;
using System.Text;

namespace Gateway.RequestPath;

/// <summary>An HTTP/1.1 message as it stood on the wire, one character a byte.</summary>
/// <param name="StartLine">Request line or status line.</param>
/// <param name="Headers">Every header line in order, names as written.</param>
/// <param name="Body">The body without its framing; what came of it when it was cut.</param>
/// <param name="IsWhole">Whether the body ended as its framing promised.</param>
internal sealed record RawMessage(string StartLine, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, bool IsWhole)
{
    /// <summary>Status of a response.</summary>
    public int Status => int.Parse(StartLine.Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>Method of a request.</summary>
    public string Method => StartLine.Split(' ')[0];

    /// <summary>Target of a request, byte for byte.</summary>
    public string Target => StartLine.Split(' ')[1];

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The only value of a header; null when it is absent.</summary>
    public string? Header(string name) =>
        Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).SingleOrDefault();

    public override string ToString() => $"{StartLine}\n{string.Join('\n', Headers.Select(h => $"{h.Key}: {h.Value}"))}\n\n{Text}";

    /// <summary>Reads a head byte by byte, so that nothing behind it is taken.</summary>
    /// <exception cref="EndOfStreamException">The connection ended before the head did.</exception>
    public static async Task<RawMessage> ReadHeadAsync(Stream stream)
    {
        var head = new List<byte>(512);
        var one = new byte[1];
        while (head.Count < 4 || !(head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            await stream.ReadExactlyAsync(one, Patience.Token);
            head.Add(one[0]);
        }
        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1].Trim(' ', '\t')));
        return new(lines[0], [.. headers], [], IsWhole: true);
    }

    /// <summary>Reads a head and the body its framing announces; a body that is cut is given as far as it came.</summary>
    public static async Task<RawMessage> ReadAsync(Stream stream, bool isResponse)
    {
        return await ReadBodyOfAsync(stream, await ReadHeadAsync(stream), isResponse);
    }

    /// <summary>Reads the body that a head announces.</summary>
    public static async Task<RawMessage> ReadBodyOfAsync(Stream stream, RawMessage head, bool isResponse)
    {
        var body = new MemoryStream();
        var whole = await ReadBodyAsync(stream, head, isResponse, body);
        return head with { Body = body.ToArray(), IsWhole = whole };
    }

    private static async Task<bool> ReadBodyAsync(Stream stream, RawMessage head, bool isResponse, MemoryStream body)
    {
        try
        {
            if (head.Header("Transfer-Encoding") == "chunked")
            {
                while (await ReadChunkAsync(stream, body))
                {
                }
                return true;
            }
            if (head.Header("Content-Length") is { } length)
            {
                await CopyAsync(stream, body, int.Parse(length, CultureInfo.InvariantCulture));
                return true;
            }
            if (isResponse && head.Status is not (101 or 204 or 304))
                await stream.CopyToAsync(body, Patience.Token);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<bool> ReadChunkAsync(Stream stream, MemoryStream body)
    {
        var size = int.Parse(await ReadLineAsync(stream), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        await CopyAsync(stream, body, size);
        await ReadLineAsync(stream);
        return size > 0;
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length == 0 || line[^1] != '\n')
        {
            await stream.ReadExactlyAsync(one, Patience.Token);
            line.Append((char)one[0]);
        }
        return line.ToString().TrimEnd('\r', '\n');
    }

    /// <summary>Copies exactly so many bytes, piece by piece, so that what came before a cut is kept.</summary>
    private static async Task CopyAsync(Stream stream, MemoryStream body, int count)
    {
        var buffer = new byte[16 * 1024];
        while (count > 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(count, buffer.Length)), Patience.Token);
            if (read == 0)
                throw new EndOfStreamException();
            body.Write(buffer, 0, read);
            count -= read;
        }
    }
}
