using Gateway.Configuration;
using Gateway.Policies.Keys;

namespace Gateway.Caller;

/// <summary>
/// Takes keys off a request where no key belongs: a header or parameter of another name would carry them to the upstream.
/// Bodies and frames are the caller's own words and stay as they are; a key in the path is refused at the edge.
/// </summary>
internal static class MisplacedKeys
{
    /// <summary>Shorter ones are no keys, and might stand in a text by chance.</summary>
    private const int MinKeyLength = 16;

    /// <summary>Removes headers and query parameters that hold a key of ours or the one that was presented.</summary>
    public static void RemoveFrom(HttpRequest request, PresentedKey presented)
    {
        List<string>? headers = null;
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
            {
                if (value is not null && IsIn(value, presented))
                    (headers ??= []).Add(name);
            }
        }
        foreach (var name in headers ?? [])
            request.Headers.Remove(name);

        var query = request.QueryString.Value;
        if (query is { Length: > 1 } && IsIn(Uri.UnescapeDataString(query), presented))
        {
            var kept = query[1..].Split('&').Where(pair => !IsIn(Uri.UnescapeDataString(pair), presented)).ToList();
            request.QueryString = new QueryString(kept.Count == 0 ? "" : "?" + string.Join('&', kept));
        }
    }

    private static bool IsIn(string text, PresentedKey presented) =>
        text.Contains(VirtualKeySecret.Prefix, StringComparison.Ordinal) || IsIn(text, presented.Header) || IsIn(text, presented.Query);

    private static bool IsIn(string text, Secret? key) =>
        key?.Reveal() is { Length: >= MinKeyLength } value && text.Contains(value, StringComparison.Ordinal);
}
