using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gateway.Admin.Documents;

namespace Gateway.Admin.Http;

/// <summary>Writes the outcome of an operation.</summary>
internal static class AdminAnswer
{
    /// <summary>Answers with a document and its ETag, or with the fault.</summary>
    /// <param name="context">The request.</param>
    /// <param name="result">The outcome.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="location">Path of what was made: the status is 201 then.</param>
    public static Task WriteAsync<T>(HttpContext context, AdminResult<T> result, JsonTypeInfo<T> type, Func<T, string>? location = null)
        where T : class
    {
        if (!result.Succeeded)
            return AdminProblem.WriteAsync(context, result.Fault);
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        if (result.Value is IVersioned { Version: var version })
            response.Headers.ETag = AdminRequest.TagOf(version);
        if (location is not null)
        {
            response.StatusCode = StatusCodes.Status201Created;
            response.Headers.Location = location(result.Value);
        }
        response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(response.Body, result.Value, type, context.RequestAborted);
    }
}
