using Gateway.Caller.Tokens;
using Gateway.Edge;
using Gateway.Errors;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;
using Gateway.Routing;
using Microsoft.Extensions.Options;

namespace Gateway.Caller;

/// <summary>
/// Finds the virtual key of a call and whether it may use the endpoint. Keys are read from a snapshot, without I/O; only
/// a browser token asks the ledger whether it was used.
/// </summary>
internal sealed class CallerMiddleware
{
    private readonly RequestDelegate _next;
    private readonly CallerKeys _keys;
    private readonly BrowserTokens _tokens;
    private readonly ILogger<CallerMiddleware> _logger;
    private readonly CallerFeature? _anonymous;

    public CallerMiddleware(RequestDelegate next, CallerKeys keys, BrowserTokens tokens, IOptions<CallerOptions> options, ILogger<CallerMiddleware> logger)
    {
        (_next, _keys, _tokens, _logger) = (next, keys, tokens, logger);
        if (options.Value.AllowAnonymous)
            _anonymous = new CallerFeature(new VirtualKey { Id = "anonymous", Name = "anonymous", Team = options.Value.AnonymousTeam });
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Find<IContractFeature>() is not { Contract: var contract } || contract.KeyPlaces is KeyPlaces.None)
            return _next(context);

        var presented = context.Find<PresentedKey>()!;
        if (presented.IsAmbiguous)
            return RefuseAsync(context, contract, _keys.Unknown(context));
        var secret = presented.At(contract.KeyPlaces);
        if (secret is null && _anonymous is not null)
            return EnterAsync(context, contract, _anonymous);
        if (secret is not null && BrowserTokenCodec.LooksLikeToken(secret.Reveal()))
            return RedeemAsync(context, contract, secret.Reveal());
        var (key, refusal) = _keys.Find(context, secret);
        return key is null ? RefuseAsync(context, contract, refusal!) : EnterAsync(context, contract, new(key));
    }

    private async Task RedeemAsync(HttpContext context, WavesContract contract, string token)
    {
        CallerFeature? caller;
        try
        {
            caller = await _tokens.RedeemAsync(token, contract, context.RequestAborted);
        }
        catch (TokenLedgerUnavailableException exception)
        {
            _logger.LedgerUnavailable(contract.Id, exception.InnerException!.Message);
            await ErrorResponseWriter.WriteAsync(context, GatewayErrors.Unavailable(TimeSpan.FromSeconds(1)));
            return;
        }
        await (caller is null ? RefuseAsync(context, contract, _keys.Unknown(context)) : EnterAsync(context, contract, caller));
    }

    private Task EnterAsync(HttpContext context, WavesContract contract, CallerFeature caller)
    {
        var key = caller.Key;
        context.Keep<ICallerFeature>(caller);
        var refusal = !key.Scopes.Allows(contract) ? GatewayErrors.ForbiddenEndpoint(contract)
            : !key.AllowsAddress(context.Connection.RemoteIpAddress) ? GatewayErrors.ForbiddenAddress
            : !key.AllowsOrigin(context.Request.Headers.Origin) ? GatewayErrors.ForbiddenOrigin
            : null;
        if (refusal is null)
            return _next(context);
        _logger.OutOfScope(contract.Id, key.Id);
        return ErrorResponseWriter.WriteAsync(context, refusal);
    }

    private Task RefuseAsync(HttpContext context, WavesContract contract, GatewayError refusal)
    {
        if (refusal.Kind is not ErrorKind.Unavailable)
            _logger.KeyRefused(contract.Id, ErrorCode.Of(refusal.Kind));
        return ErrorResponseWriter.WriteAsync(context, refusal);
    }
}
