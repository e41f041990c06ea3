using System.Text;

namespace Gateway.RequestPath;

/// <summary>A request as an upstream received it.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Its raw target; on HTTP/2 the <c>:path</c>.</param>
/// <param name="Protocol"><c>HTTP/1.1</c> or <c>HTTP/2</c>.</param>
/// <param name="Headers">Every header value.</param>
/// <param name="Body">Its body.</param>
internal sealed record SeenRequest(string Method, string Target, string Protocol, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The only value of a header; null when it is absent.</summary>
    public string? Header(string name) =>
        Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).SingleOrDefault();

    /// <summary>Everything as one text, for searching.</summary>
    public string Everything => $"{Method} {Target}\n{string.Join('\n', Headers.Select(h => $"{h.Key}: {h.Value}"))}\n\n{Text}";
}
