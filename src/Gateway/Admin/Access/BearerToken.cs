namespace Gateway.Admin.Access;

/// <summary>The bearer token of a request.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The token; null when there is none, or more than one header.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && value.Length > Scheme.Length
            ? value[Scheme.Length..].Trim()
            : null;

    /// <summary>Whether a token has the form of a JWT: three parts with dots between them.</summary>
    public static bool IsJwt(string token) => token.Count(c => c == '.') == 2;
}
