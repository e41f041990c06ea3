using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Admin.Http;

/// <summary>The admin API: routes, and what their handlers share.</summary>
internal static class AdminApi
{
    /// <summary>Prefix of every path.</summary>
    public const string Prefix = "/admin/v1";

    /// <summary>Name of the OpenAPI document, served at <c>/admin/openapi.json</c>.</summary>
    public const string DocumentName = "openapi";

    /// <summary>Maps the API; needs <see cref="Access.AdminAccessServices.UseAdminAccess"/> in the pipeline before it.</summary>
    public static void MapAdminApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/admin/{documentName}.json").AllowAnonymous();
        var admin = endpoints.MapGroup(Prefix);
        admin.MapKeys();
        admin.MapTeams();
        admin.MapPlans();
        admin.MapAudit();
        admin.MapUsage();
        admin.MapLive();
    }

    /// <summary>Answers with a problem where no endpoint has answered; stands before routing.</summary>
    public static IApplicationBuilder UseUnroutedProblems(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        await next(context);
        if (!context.Response.HasStarted && context.Response.ContentType is null
            && context.Response.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed)
        {
            await AdminProblem.WriteUnroutedAsync(context);
        }
    });

    /// <summary>Runs a handler with who asks.</summary>
    public static Task WithCallAsync(HttpContext context, Func<AdminCall, Task> handle)
    {
        var call = AdminRequest.ReadCall(context);
        return call.Succeeded ? handle(call.Value) : AdminProblem.WriteAsync(context, call.Fault);
    }

    /// <summary>Runs a handler with who asks and the body as a document.</summary>
    public static Task WithBodyAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<T, AdminCall, Task> handle)
        where T : class =>
        WithCallAsync(context, async call =>
        {
            BoundBody(context);
            var body = await AdminRequest.ReadBodyAsync(context, type);
            await (body.Succeeded ? handle(body.Value, call) : AdminProblem.WriteAsync(context, body.Fault));
        });

    /// <summary>Runs a handler with who asks and the body as a merge patch.</summary>
    public static Task WithPatchAsync(HttpContext context, Func<JsonObject, AdminCall, Task> handle) =>
        WithCallAsync(context, async call =>
        {
            BoundBody(context);
            var patch = await AdminRequest.ReadObjectAsync(context);
            await (patch.Succeeded ? handle(patch.Value, call) : AdminProblem.WriteAsync(context, patch.Fault));
        });

    private static void BoundBody(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
            bound.MaxRequestBodySize = AdminRequest.MaxBodyBytes;
    }
}
