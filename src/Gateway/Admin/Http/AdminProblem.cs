using System.Text.Json;
using Gateway.Admin.Documents;

namespace Gateway.Admin.Http;

/// <summary>Writes faults as problem details (RFC 9457).</summary>
internal static class AdminProblem
{
    /// <summary>Media type of problem details.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>The status of a fault.</summary>
    public static int StatusOf(AdminFaultKind kind) => kind switch
    {
        AdminFaultKind.Malformed => StatusCodes.Status400BadRequest,
        AdminFaultKind.Unauthorized => StatusCodes.Status401Unauthorized,
        AdminFaultKind.Forbidden => StatusCodes.Status403Forbidden,
        AdminFaultKind.NotFound => StatusCodes.Status404NotFound,
        AdminFaultKind.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        AdminFaultKind.Conflict => StatusCodes.Status409Conflict,
        AdminFaultKind.Changed => StatusCodes.Status412PreconditionFailed,
        AdminFaultKind.Invalid or AdminFaultKind.KeyReused => StatusCodes.Status422UnprocessableEntity,
        AdminFaultKind.TooManyFailures => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>The fault of a problem that a gateway answered; the inverse of <see cref="WriteAsync"/>.</summary>
    public static AdminFault FaultOf(Problem problem) => new(
        Enum.TryParse<AdminFaultKind>(problem.Code, ignoreCase: true, out var kind) ? kind : AdminFaultKind.Unavailable,
        problem.Detail)
    {
        Fields = [.. problem.Errors ?? []],
    };

    /// <summary>Answers with a fault.</summary>
    public static async Task WriteAsync(HttpContext context, AdminFault fault)
    {
        var status = StatusOf(fault.Kind);
        var problem = new Problem(TitleOf(fault.Kind), status, JsonNamingPolicy.CamelCase.ConvertName(fault.Kind.ToString()), fault.Message)
        {
            Errors = fault.Fields.IsDefaultOrEmpty ? null : fault.Fields,
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-store";
        if (fault.Kind is AdminFaultKind.Unavailable)
            context.Response.Headers.RetryAfter = "1";
        await context.Response.WriteAsync(JsonSerializer.Serialize(problem, AdminJson.Problem), context.RequestAborted);
    }

    /// <summary>Answers that a path does not take the method, and names those it does.</summary>
    public static Task WriteMethodAsync(HttpContext context, string[] allowed)
    {
        context.Response.Headers.Allow = string.Join(", ", allowed);
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return WriteUnroutedAsync(context);
    }

    /// <summary>Words what routing found: no such path, or not with this method, which it names in <c>Allow</c>.</summary>
    public static Task WriteUnroutedAsync(HttpContext context) => WriteAsync(
        context,
        context.Response.StatusCode is StatusCodes.Status405MethodNotAllowed
            ? new(AdminFaultKind.MethodNotAllowed, $"The path answers to {context.Response.Headers.Allow}.")
            : AdminFault.NotFound("There is no such path. /admin/openapi.json lists them."));

    private static string TitleOf(AdminFaultKind kind) => kind switch
    {
        AdminFaultKind.Malformed => "The request cannot be read",
        AdminFaultKind.Unauthorized => "Credential required",
        AdminFaultKind.Forbidden => "Not allowed",
        AdminFaultKind.NotFound => "Not found",
        AdminFaultKind.MethodNotAllowed => "Method not allowed",
        AdminFaultKind.Conflict => "Conflict",
        AdminFaultKind.Changed => "Changed meanwhile",
        AdminFaultKind.Invalid => "Invalid fields",
        AdminFaultKind.KeyReused => "Idempotency key used before",
        AdminFaultKind.TooManyFailures => "Too many refused credentials",
        _ => "Unavailable",
    };
}
