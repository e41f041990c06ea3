using System.Globalization;
using Gateway.Admin.Http;

namespace Gateway.Admin.Access;

/// <summary>
/// Turns away an address that has failed too often, before its credential is looked at: a right guess must not be told
/// from a wrong one while it is blocked.
/// </summary>
internal sealed class AdminGuardMiddleware(RequestDelegate next, AdminFailures failures, ILogger<AdminGuardMiddleware> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var wait = context.Request.Headers.Authorization.Count == 0 ? TimeSpan.Zero : failures.Limiter.BlockedFor(context.Connection.RemoteIpAddress);
        if (wait <= TimeSpan.Zero)
            return next(context);
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        logger.AdminRefused(context.Connection.RemoteIpAddress?.ToString() ?? "?", "too many failures");
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return AdminProblem.WriteAsync(context, new(AdminFaultKind.TooManyFailures, $"Too many credentials from this address were refused. Retry in {seconds} s."));
    }
}
