using Microsoft.Net.Http.Headers;

namespace Waves.Simulator.Keys;

/// <summary>Finds the key in a request (contract 1.4): the header wins; query forms count on sockets only.</summary>
internal static class PresentedKey
{
    private const string Scheme = "Bearer ";

    public static string? Find(HttpRequest request, bool socket)
    {
        // Two Authorization lines are nobody's key: joined they match none.
        string? header = request.Headers[HeaderNames.Authorization];
        if (header is not null)
            return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : header;
        if (!socket)
            return null;

        var query = request.Query;
        return query.TryGetValue("api_key", out var apiKey) ? apiKey.ToString()
            : query.TryGetValue("token", out var token) ? token.ToString()
            : null;
    }
}
