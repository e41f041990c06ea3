using Gateway.Caller;

namespace Gateway.Upstream;

/// <summary>Chooses the account that will serve the call, so that admission knows whose capacity to ask for.</summary>
internal sealed class UpstreamMiddleware(RequestDelegate next, UpstreamAccounts accounts)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<ICallerFeature>() is { } caller)
            context.Features.Set<IUpstreamFeature>(new UpstreamFeature(accounts.For(caller.Key)));
        else
            context.Features.Set<IUpstreamFeature>(new UpstreamFeature(accounts.First));
        return next(context);
    }
}
