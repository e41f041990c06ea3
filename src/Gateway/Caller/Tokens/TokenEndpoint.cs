using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Edge;
using Gateway.Errors;
using Gateway.Policies.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Gateway.Caller.Tokens;

/// <summary>
/// <c>POST /waves/v1/gateway/tokens</c>: a service that holds a key mints a permission for one socket and hands it to a
/// page. Only the key in the header counts here: a token cannot mint tokens.
/// </summary>
internal sealed class TokenEndpoint(BrowserTokens tokens, CallerKeys keys, IOptionsMonitor<TokenOptions> options)
{
    private const int MaxBodyBytes = 4096;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public async Task MintAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            await ErrorResponseWriter.WriteAsync(context, GatewayErrors.MethodNotAllowed([HttpMethods.Post]));
            return;
        }
        var (key, refusal) = keys.Find(context, context.Find<PresentedKey>()?.Header);
        if (key is not null && !key.AllowsAddress(context.Connection.RemoteIpAddress))
            (key, refusal) = (null, GatewayErrors.ForbiddenAddress);
        var request = key is null ? null : await ReadAsync(context);
        if (key is null || request is null)
        {
            await ErrorResponseWriter.WriteAsync(context, refusal ?? new(ErrorKind.Malformed, $"The body is a JSON object of at most {MaxBodyBytes} bytes with scope, model, voice, origin, expiresIn and maxSession, each of which may be left out."));
            return;
        }
        var faults = TokenRules.Check(request, key, options.CurrentValue);
        if (!faults.IsEmpty)
        {
            await ErrorResponseWriter.WriteAsync(context, new(ErrorKind.Invalid, string.Join(' ', faults.Select(fault => $"{fault.Field}: {fault.Message}"))));
            return;
        }
        if (tokens.Issue(key, request) is not { } answer)
        {
            await ErrorResponseWriter.WriteAsync(context, GatewayErrors.Unavailable(TimeSpan.FromSeconds(1)));
            return;
        }
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(answer, Json, context.RequestAborted);
    }

    private static async Task<TokenRequest?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
            bound.MaxRequestBodySize = MaxBodyBytes;
        if (context.Request.ContentLength is 0 || !context.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody)
            return new();
        try
        {
            return await JsonSerializer.DeserializeAsync<TokenRequest>(context.Request.Body, Json, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
