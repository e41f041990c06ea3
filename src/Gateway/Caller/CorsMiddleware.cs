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
    private volatile Policy _policy;

    public CorsMiddleware(RequestDelegate next, IOptionsMonitor<CorsOptions> options)
    {
        _next = next;
        _policy = new(options.CurrentValue);
        // As long as the process: the path is never taken down.
        options.OnChange(changed => _policy = new(changed));
    }

    public Task InvokeAsync(HttpContext context)
    {
        var policy = _policy;
        if (policy.IsEmpty || context.Request.Headers.Origin is not [{ Length: > 0 } origin])
            return _next(context);
        var allowed = policy.AnswerTo(origin);
        if (HttpMethods.IsOptions(context.Request.Method) && context.Request.Headers.AccessControlRequestMethod.Count > 0)
        {
            Preflight(context, allowed, policy.MaxAge);
            return Task.CompletedTask;
        }
        // At the last moment, so that ours replace what the upstream says of its own origins.
        context.Response.OnStarting(() =>
        {
            Mark(context.Response.Headers, allowed);
            return Task.CompletedTask;
        });
        return _next(context);
    }

    private static void Preflight(HttpContext context, string? allowed, string maxAge)
    {
        var headers = context.Response.Headers;
        Mark(headers, allowed);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (allowed is null)
            return;
        headers.AccessControlAllowMethods = AllowedMethods;
        // Whatever the page wants to send: which headers are good is for the endpoint to judge.
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = maxAge;
    }

    private static void Mark(IHeaderDictionary headers, string? allowed)
    {
        foreach (var name in OurHeaders)
            headers.Remove(name);
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (allowed is null)
            return;
        headers.AccessControlAllowOrigin = allowed;
        headers.AccessControlExposeHeaders = ExposedHeaders;
    }

    /// <summary>The settings, ready to be asked.</summary>
    private sealed class Policy(CorsOptions options)
    {
        private readonly HashSet<string> _origins = new(options.Origins, StringComparer.OrdinalIgnoreCase);

        public bool IsEmpty => _origins.Count == 0;

        public string MaxAge { get; } = ((long)options.MaxAge.TotalSeconds).ToString(CultureInfo.InvariantCulture);

        /// <summary>What an allowed origin is told; null for another one.</summary>
        public string? AnswerTo(string origin) => _origins.Contains("*") ? "*" : _origins.Contains(origin) ? origin : null;
    }
}
