namespace Gateway.Caller;

/// <summary>Runs before anything that could log a request: from here on a request carries no key.</summary>
internal sealed class CredentialsMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Features.Set(PresentedKey.TakeFrom(context.Request));
        return next(context);
    }
}
