using Gateway.Errors;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Gateway.Edge;

/// <summary>
/// Refuses what the web server lets through and an upstream might read differently: two ways to say where a body ends,
/// a signed or repeated length, control characters in the target, paths that some servers fold and others do not, header
/// names that are no tokens, handshakes that are half a WebSocket, methods that give away what was added on the way.
/// </summary>
internal sealed class StrictnessMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (MethodRules.FaultOf(context) is { } refusal)
            return ErrorResponseWriter.WriteAsync(context, refusal);
        if (FaultOf(context) is not { } fault)
            return next(context);
        // The rest of the connection cannot be trusted to begin where we think it does.
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        return ErrorResponseWriter.WriteAsync(context, new GatewayError(ErrorKind.Malformed, fault));
    }

    private static string? FaultOf(HttpContext context)
    {
        var request = context.Request;
        var headers = request.Headers;
        if (headers.TryGetValue(HeaderNames.ContentLength, out var length) && (length.Count != 1 || !length[0].AsSpan().ContainsOnlyDigits()))
            return "Content-Length must be one number of digits only.";
        if (headers.ContainsKey(HeaderNames.TransferEncoding))
        {
            if (!HttpProtocol.IsHttp11(request.Protocol))
                return "Transfer-Encoding belongs to HTTP/1.1 only.";
            // Kestrel reads the chunks and renames the length that contradicts them.
            if (headers.ContainsKey(HeaderNames.ContentLength) || headers.ContainsKey("X-Content-Length"))
                return "Content-Length and Transfer-Encoding exclude each other.";
        }
        if (headers.TryGetValue(HeaderNames.Host, out var host) && host.Count > 1)
            return "Host must be sent once.";
        if (FaultOfTarget(context.Feature<IHttpRequestFeature>()!.RawTarget) is { } fault)
            return fault;
        // Wherever a path is written down, a key would be with it.
        if (request.Path.Value?.Contains(VirtualKeySecret.Prefix, StringComparison.Ordinal) is true)
            return "A key must not stand in the path.";
        foreach (var header in headers)
        {
            if (!header.Key.AsSpan().IsToken())
                return "A header name may hold letters, digits and !#$%&'*+-.^_`|~ only.";
        }
        return null;
    }

    /// <summary>
    /// Judges a target as it was sent. Slashes that are doubled or encoded mean a separator to some servers and not to
    /// others; no route has them, and a scope must not depend on who is right.
    /// </summary>
    private static string? FaultOfTarget(ReadOnlySpan<char> target)
    {
        if (target.ContainsAnyExceptInRange('!', '~'))
            return "The request target may hold printable ASCII characters only.";
        var path = target;
        if (path.IndexOf("://") is var scheme and >= 0 && !path.StartsWith('/'))
            path = path[(scheme + 3)..];
        if (path.IndexOf('?') is var query and >= 0)
            path = path[..query];
        return path.Contains('\\')
            || path.Contains("//", StringComparison.Ordinal)
            || path.Contains("%2f", StringComparison.OrdinalIgnoreCase)
            || path.Contains("%5c", StringComparison.OrdinalIgnoreCase)
            ? "The path may hold neither empty segments nor backslashes or encoded slashes."
            : null;
    }
}
