using Gateway.Configuration;
using Gateway.Policies.Contracts;
using Microsoft.Extensions.Primitives;

namespace Gateway.Caller;

/// <summary>
/// Takes a caller's key off a request, wherever it stands, so that nothing behind this point can log or forward it.
/// </summary>
internal sealed class PresentedKey
{
    private static readonly string[] QueryNames = ["api_key", "token"];

    /// <summary>Begins the entry of <c>Sec-WebSocket-Protocol</c> that carries a key or token.</summary>
    private const string ProtocolPrefix = "gateway.token.";

    private PresentedKey(Secret? header, Secret? query, bool ambiguous)
    {
        Header = header;
        Query = query;
        IsAmbiguous = ambiguous;
    }

    /// <summary>From <c>Authorization: Bearer</c>.</summary>
    public Secret? Header { get; }

    /// <summary>From <c>?api_key=</c>, <c>?token=</c>, or an entry of <c>Sec-WebSocket-Protocol</c>: all that a browser can set.</summary>
    public Secret? Query { get; }

    /// <summary>
    /// The subprotocol to answer with. A browser that offers any ends the connection unless one of them is chosen: the
    /// first that carries no key, and the one with the key where it was offered alone. Null: nothing is chosen.
    /// </summary>
    public string? Subprotocol { get; private init; }

    /// <summary>Two Authorization headers, or a scheme other than Bearer: refused rather than guessed at.</summary>
    public bool IsAmbiguous { get; }

    /// <summary>The key that counts at an endpoint: the header wins (waves-api 1.4). Null when there is none.</summary>
    public Secret? At(KeyPlaces places) =>
        Header is not null && places.HasFlag(KeyPlaces.Header) ? Header
        : Query is not null && places.HasFlag(KeyPlaces.Query) ? Query
        : null;

    /// <summary>Reads the key and removes it from header and query.</summary>
    public static PresentedKey TakeFrom(HttpRequest request)
    {
        var (header, ambiguous) = FromHeader(request.Headers.Authorization);
        request.Headers.Authorization = StringValues.Empty;

        Secret? query = null;
        var raw = request.QueryString.Value;
        if (raw is { Length: > 1 } && MayHoldKey(raw))
            request.QueryString = new QueryString(Strip(raw, out query));
        var offered = request.Headers.SecWebSocketProtocol;
        if (offered.Count == 0)
            return new(header, query, ambiguous);
        request.Headers.SecWebSocketProtocol = StringValues.Empty;
        var (protocol, subprotocol) = FromProtocols(offered);
        return new(header, query ?? protocol, ambiguous) { Subprotocol = subprotocol };
    }

    /// <summary>The key among the offered subprotocols, and the one to choose; nothing is chosen where no key is offered.</summary>
    private static (Secret? Key, string? Chosen) FromProtocols(StringValues offered)
    {
        string? carrier = null, other = null;
        foreach (var entry in offered.SelectMany(value => value!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (entry.StartsWith(ProtocolPrefix, StringComparison.Ordinal) && entry.Length > ProtocolPrefix.Length)
                carrier ??= entry;
            else
                other ??= entry;
        }
        return carrier is null ? (null, null) : (new Secret(carrier[ProtocolPrefix.Length..]), other ?? carrier);
    }

    private static (Secret? Key, bool Ambiguous) FromHeader(StringValues values)
    {
        if (values.Count == 0)
            return (null, false);
        var value = values.Count == 1 ? values[0]! : "";
        const string scheme = "Bearer ";
        return value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && value.Length > scheme.Length
            ? (new Secret(value[scheme.Length..]), false)
            : (null, true);
    }

    /// <summary>Cheap test for the common query without a key; an encoded name (<c>api%5Fkey</c>) counts as one.</summary>
    private static bool MayHoldKey(string query) =>
        query.Contains("api_key", StringComparison.OrdinalIgnoreCase)
        || query.Contains("token", StringComparison.OrdinalIgnoreCase)
        || query.Contains('%');

    /// <summary>Removes credential parameters; every other byte of the query stays as it came.</summary>
    private static string Strip(string query, out Secret? key)
    {
        key = null;
        var kept = new List<string>();
        foreach (var pair in query[1..].Split('&'))
        {
            var equals = pair.IndexOf('=');
            var name = Uri.UnescapeDataString((equals < 0 ? pair : pair[..equals]).Replace('+', ' '));
            if (!QueryNames.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                kept.Add(pair);
                continue;
            }
            if (key is null && equals >= 0 && equals + 1 < pair.Length)
                key = new Secret(Uri.UnescapeDataString(pair[(equals + 1)..]));
        }
        return kept.Count == 0 ? "" : "?" + string.Join('&', kept);
    }
}
