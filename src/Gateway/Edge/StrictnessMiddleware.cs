using Gateway.Errors;
using Gateway.Policies.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Gateway.Edge;

/// <summary>
/// Refuses what the web server lets through and an upstream might read differently: two ways to say where a body ends,
/// a signed or repeated length, control characters in the target, header names that are no tokens.
/// </summary>
internal sealed class StrictnessMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
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
        if (headers.TryGetValue(HeaderNames.ContentLength, out var length))
        {
            if (length.Count != 1 || !length[0].AsSpan().ContainsOnlyDigits())
                return "Content-Length must be one number of digits only.";
            if (headers.ContainsKey(HeaderNames.TransferEncoding))
                return "Content-Length and Transfer-Encoding exclude each other.";
        }
        if (headers.TryGetValue(HeaderNames.Host, out var host) && host.Count > 1)
            return "Host must be sent once.";
        if (context.Features.Get<IHttpRequestFeature>()!.RawTarget.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return "The request target may hold printable ASCII characters only.";
        foreach (var header in headers)
        {
            if (!header.Key.AsSpan().IsToken())
                return "A header name may hold letters, digits and !#$%&'*+-.^_`|~ only.";
        }
        return null;
    }
}
