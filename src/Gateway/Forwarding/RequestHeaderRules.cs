using System.Collections.Frozen;

namespace Gateway.Forwarding;

/// <summary>
/// Which request headers stay here. Everything else passes, known or not (waves-api 0.2, 7.1): clients announce
/// themselves, and the API grows.
/// </summary>
internal static class RequestHeaderRules
{
    private static readonly FrozenSet<string> Kept = new[]
    {
        // Credentials: replaced or nobody's business upstream.
        "Authorization", "Proxy-Authorization", "Cookie",
        // Ours to make, or claims about the way here that an upstream must not believe from us.
        "X-Request-Id", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port",
        "X-Forwarded-Prefix", "X-Real-IP", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "Via",
        // Hop by hop, some of which other proxies forget.
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Expect",
        // Compression and subprotocols are settled per leg and offered on none (waves-api 4).
        "Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a header goes on to the upstream.</summary>
    public static bool Passes(string name) =>
        !Kept.Contains(name)
        && !name.StartsWith("X-Gateway-", StringComparison.OrdinalIgnoreCase)
        // Some servers read '_' as '-', which would smuggle any of the above past this list.
        && !name.Contains('_');
}
