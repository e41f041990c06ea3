using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Gateway.Caller;

/// <summary>
/// Answers preflights and marks answers for pages of the configured origins. Never with credentials: keys travel in a
/// header that the page sets itself, so that a page gains nothing from its visitor's cookies.
/// </summary>
internal sealed class CorsMiddleware
{
    private const string AllowedMethods = "GET, POST, PUT, PATCH, DELETE";
    private const string ExposedHeaders =
        "X-Request-Id, X-Gateway-Error, X-Gateway-Queue-Ms, Retry-After, RateLimit, RateLimit-Policy, x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests";

    private static readonly string[] OurHeaders =
    [
        HeaderNames.AccessControlAllowOrigin, HeaderNames.AccessControlAllowCredentials, HeaderNames.AccessControlExposeHeaders,
        HeaderNames.AccessControlAllowHeaders, HeaderNames.AccessControlAllowMethods, HeaderNames.AccessControlMaxAge,
    ];

    private readonly RequestDelegate _next;
    private readonly HashSet<string> _origins;
    private readonly bool _any;
    private readonly string _maxAge;

    public CorsMiddleware(RequestDelegate next, IOptions<CorsOptions> options)
    {
        _next = next;
        _origins = new(options.Value.Origins, StringComparer.OrdinalIgnoreCase);
        _any = _origins.Contains("*");
        _maxAge = ((long)options.Value.MaxAge.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (_origins.Count == 0 || context.Request.Headers.Origin is not [{ Length: > 0 } origin])
            return _next(context);
        var allowed = _any || _origins.Contains(origin);
        if (HttpMethods.IsOptions(context.Request.Method) && context.Request.Headers.AccessControlRequestMethod.Count > 0)
        {
            Preflight(context, origin, allowed);
            return Task.CompletedTask;
        }
        // At the last moment, so that ours replace what the upstream says of its own origins.
        context.Response.OnStarting(() =>
        {
            Mark(context.Response.Headers, origin, allowed);
            return Task.CompletedTask;
        });
        return _next(context);
    }

    private void Preflight(HttpContext context, string origin, bool allowed)
    {
        var headers = context.Response.Headers;
        Mark(headers, origin, allowed);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (!allowed)
            return;
        headers.AccessControlAllowMethods = AllowedMethods;
        // Whatever the page wants to send: which headers are good is for the endpoint to judge.
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = _maxAge;
    }

    private void Mark(IHeaderDictionary headers, string origin, bool allowed)
    {
        foreach (var name in OurHeaders)
            headers.Remove(name);
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (!allowed)
            return;
        headers.AccessControlAllowOrigin = _any ? "*" : origin;
        headers.AccessControlExposeHeaders = ExposedHeaders;
    }
}
