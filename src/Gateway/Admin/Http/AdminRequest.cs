using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Gateway.Admin.Documents;
using Gateway.Policies.Keys;

namespace Gateway.Admin.Http;

/// <summary>Reads what requests of the admin API have in common.</summary>
internal static class AdminRequest
{
    /// <summary>Largest body in bytes; a declaration of a thousand keys fits.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>Longest idempotency key in characters.</summary>
    public const int MaxIdempotencyKeyLength = 255;

    /// <summary>Who asks, under which conditions.</summary>
    public static AdminResult<AdminCall> ReadCall(HttpContext context)
    {
        var call = new AdminCall(context.User.Identity?.Name ?? "unknown", context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        if (context.Request.Headers["Idempotency-Key"] is { Count: > 0 } keys)
        {
            if (keys is not [{ Length: >= 1 and <= MaxIdempotencyKeyLength } key])
                return Malformed($"Idempotency-Key is one value of 1 to {MaxIdempotencyKeyLength} characters.");
            call = call with { IdempotencyKey = key };
        }
        if (context.Request.Headers.IfMatch is { Count: > 0 } tags && tags != "*")
        {
            if (tags is not [{ } tag] || !TryReadTag(tag, out var version))
                return Malformed("If-Match is the ETag of an earlier answer, or *.");
            call = call with { ExpectedVersion = version };
        }
        return call;
    }

    /// <summary>Which part of a list is wanted.</summary>
    public static AdminResult<PageRequest> ReadPage(HttpRequest request)
    {
        var limit = PageRequest.DefaultLimit;
        if (request.Query["limit"] is [{ } text]
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > PageRequest.MaxLimit))
        {
            return AdminFault.Invalid(new SettingsFault("limit", $"The limit is a whole number from 1 to {PageRequest.MaxLimit}."));
        }
        return new PageRequest(request.Query["cursor"], limit);
    }

    /// <summary>A parameter of the query that is true or false; false when it is missing.</summary>
    /// <returns>The fault; null when it can be read.</returns>
    public static AdminFault? ReadFlag(HttpRequest request, string name, out bool value)
    {
        value = false;
        var given = request.Query[name];
        return given.Count == 0 || (given is [{ } text] && bool.TryParse(text, out value))
            ? null
            : AdminFault.Invalid(new SettingsFault(name, "It is true or false."));
    }

    /// <summary>A JSON body as a document.</summary>
    public static async Task<AdminResult<T>> ReadBodyAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        var node = await ReadObjectAsync(context);
        return node.Succeeded ? SettingsPatch.Read(node.Value, type) : node.Fault;
    }

    /// <summary>A JSON body as an object; an absent body is an empty one.</summary>
    public static async Task<AdminResult<JsonObject>> ReadObjectAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength is 0 || (request.ContentLength is null && request.ContentType is null))
            return new JsonObject();
        if (!request.HasJsonContentType())
            return Malformed("The body is JSON: send 'Content-Type: application/json'.");
        if (request.ContentLength > MaxBodyBytes)
            return Malformed($"The body has at most {MaxBodyBytes} bytes.");
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return await JsonNode.ParseAsync(request.Body, documentOptions: options, cancellationToken: context.RequestAborted) is JsonObject body
                ? body
                : Malformed("The body is a JSON object.");
        }
        catch (JsonException)
        {
            return Malformed("The body is not JSON, or names a member twice.");
        }
        catch (BadHttpRequestException)
        {
            return Malformed($"The body has at most {MaxBodyBytes} bytes, sent within the usual time.");
        }
    }

    /// <summary>The ETag of a version.</summary>
    public static string TagOf(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static bool TryReadTag(string tag, out long version)
    {
        version = 0;
        return tag is ['"', .. var inner, '"'] && long.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }

    private static AdminFault Malformed(string message) => new(AdminFaultKind.Malformed, message);
}
