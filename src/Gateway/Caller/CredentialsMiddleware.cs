using Gateway.Edge;

namespace Gateway.Caller;

/// <summary>Runs before anything that could log a request: from here on a request carries no key.</summary>
internal sealed class CredentialsMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var presented = PresentedKey.TakeFrom(context.Request);
        MisplacedKeys.RemoveFrom(context.Request, presented);
        context.Keep(presented);
        return next(context);
    }
}
