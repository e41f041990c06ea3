using Gateway.Admin.Http;
using Gateway.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Gateway.Admin.Access;

/// <summary>Words refusals of the admin plane as problem details, and counts failed credentials by address.</summary>
internal sealed class AdminAuthorizationResults(AdminFailures failures, ILogger<AdminAuthorizationResults> logger) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
            return;
        }
        await AdminProblem.WriteAsync(context, authorizeResult.Forbidden ? Forbidden(context) : await ChallengeAsync(context));
    }

    private static AdminFault Forbidden(HttpContext context) => new(
        AdminFaultKind.Forbidden,
        HttpMethods.IsGet(context.Request.Method) ? "The role of the credential does not read this." : "The role of the credential may not change this.");

    private async Task<AdminFault> ChallengeAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"admin\"";
        if (BearerToken.Of(context.Request) is null)
            return new(AdminFaultKind.Unauthorized, "Send the admin key, or a token of the identity provider, as 'Authorization: Bearer'.");
        if ((await context.AuthenticateAsync()).Failure is DatabaseUnavailableException unavailable)
            return new(AdminFaultKind.Unavailable, unavailable.Message);
        failures.Limiter.Fail(context.Connection.RemoteIpAddress);
        logger.AdminRefused(context.Connection.RemoteIpAddress?.ToString() ?? "?", "credential unknown");
        return new(AdminFaultKind.Unauthorized, "The credential is not accepted.");
    }
}
