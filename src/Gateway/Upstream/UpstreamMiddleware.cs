using Gateway.Caller;
using Gateway.Edge;

namespace Gateway.Upstream;

/// <summary>Chooses the account that will serve the call, so that admission knows whose capacity to ask for.</summary>
internal sealed class UpstreamMiddleware(RequestDelegate next, UpstreamAccounts accounts)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Find<ICallerFeature>() is { } caller)
            context.Keep<IUpstreamFeature>(new UpstreamFeature(accounts.For(caller.Key)));
        else
            context.Keep<IUpstreamFeature>(new UpstreamFeature(accounts.First));
        return next(context);
    }
}
