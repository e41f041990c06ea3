using Gateway.Caller;
using Gateway.Edge;
using Gateway.Errors;
using Gateway.Policies.Errors;

namespace Gateway.Upstream;

/// <summary>Chooses the account that will serve the call, so that admission knows whose capacity to ask for.</summary>
internal sealed class UpstreamMiddleware(RequestDelegate next, UpstreamAccounts accounts)
{
    public Task InvokeAsync(HttpContext context)
    {
        var account = context.Find<ICallerFeature>() is { } caller ? accounts.For(caller.Key) : accounts.First;
        if (account is null)
            return ErrorResponseWriter.WriteAsync(context, GatewayErrors.ForbiddenAccount);
        context.Keep<IUpstreamFeature>(new UpstreamFeature(account));
        return next(context);
    }
}
