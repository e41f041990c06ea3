using System.Net.WebSockets;

namespace Gateway.RequestPath;

/// <summary>What a client got: an HTTP answer, or on an accepted socket its messages and its close.</summary>
/// <param name="Status">101 for an accepted socket on either protocol.</param>
/// <param name="Headers">Every header value, content headers included.</param>
/// <param name="Body">The body; on a socket the text messages, one a line.</param>
/// <param name="Close">How the socket was closed; null on HTTP answers and sockets that were cut.</param>
internal sealed record WireAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body, (WebSocketCloseStatus Code, string Reason)? Close = null)
{
    /// <summary>The only value of a header; null when it is absent.</summary>
    public string? Header(string name) =>
        Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).SingleOrDefault();

    /// <summary>Reads an answer of a client to its end.</summary>
    public static async Task<WireAnswer> OfAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        [.. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).SelectMany(h => h.Value.Select(value => KeyValuePair.Create(h.Key, value)))],
        await response.Content.ReadAsStringAsync(Patience.Token));
}
