namespace Gateway.Admission;

/// <summary>
/// Behind the rate limiting middleware: hands the lease on to the later stages and sees to it that it is given back on
/// every way a call can end. Never on the request's cancellation: it is there for requests that were cancelled.
/// </summary>
internal sealed class AdmissionMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IAdmissionFeature>() is not { } admission)
        {
            await next(context);
            return;
        }
        if (context.RequestAborted.IsCancellationRequested)
        {
            await admission.ReturnAsync();
            return;
        }
        try
        {
            await next(context);
        }
        finally
        {
            await admission.ReleaseAsync();
        }
    }
}
