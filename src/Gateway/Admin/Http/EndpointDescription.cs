using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Admin.Documents;
using Microsoft.OpenApi;

namespace Gateway.Admin.Http;

/// <summary>Says in the OpenAPI document what handlers read from requests by themselves.</summary>
internal static class EndpointDescription
{
    private const string AnyType = "*/*";

    /// <summary>Name, purpose and answers of an operation.</summary>
    public static RouteHandlerBuilder Describe<TAnswer>(this RouteHandlerBuilder endpoint, string name, string summary, int status = StatusCodes.Status200OK)
    {
        endpoint.WithName(name).WithSummary(summary).Produces<TAnswer>(status);
        foreach (var problem in (int[])[400, 401, 403, 404, 409, 422, 429, 503])
            endpoint.Produces<Problem>(problem, AdminProblem.ContentType);
        return endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var answer = (OpenApiResponse)operation.Responses![status.ToString(CultureInfo.InvariantCulture)];
            if (typeof(TAnswer).IsAssignableTo(typeof(IVersioned)))
                AddHeader(answer, "ETag", "Version of the document, for If-Match.");
            if (status == StatusCodes.Status201Created)
                AddHeader(answer, "Location", "Path of what was made.");
            AddHeader((OpenApiResponse)operation.Responses["503"], "Retry-After", "Seconds after which to ask again.");
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// A JSON body. Any content type reaches the handler, which says what is wrong with it; the router would answer as if
    /// there were no such path.
    /// </summary>
    /// <param name="endpoint">The operation.</param>
    /// <param name="example">A body that it takes.</param>
    /// <param name="isOptional">Whether it may be left out.</param>
    public static RouteHandlerBuilder TakesBody<T>(this RouteHandlerBuilder endpoint, [StringSyntax(StringSyntaxAttribute.Json)] string example, bool isOptional = false)
        where T : notnull =>
        endpoint.Accepts<T>(isOptional, "application/json", AnyType).AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody?.Content?.Remove(AnyType);
            if (operation.RequestBody?.Content is { } content)
                content["application/json"].Example = JsonNode.Parse(example);
            return Task.CompletedTask;
        });

    /// <summary>Another form in which the document is answered.</summary>
    public static RouteHandlerBuilder AlsoAnswers(this RouteHandlerBuilder endpoint, string mediaType) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Responses!["200"].Content![mediaType] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            return Task.CompletedTask;
        });

    /// <summary>A parameter of the query.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.With(ParameterLocation.Query, name, description, static () => new() { Type = JsonSchemaType.String });

    /// <summary>A parameter of the query that is a moment.</summary>
    public static RouteHandlerBuilder TakesTime(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.With(ParameterLocation.Query, name, description, static () => new() { Type = JsonSchemaType.String, Format = "date-time" });

    /// <summary>A parameter of the query that is one of a few words.</summary>
    public static RouteHandlerBuilder TakesChoice(this RouteHandlerBuilder endpoint, string name, string description, params string[] choices) =>
        endpoint.With(ParameterLocation.Query, name, description, () => new() { Type = JsonSchemaType.String, Enum = [.. choices.Select(choice => (JsonNode)choice)] });

    /// <summary>A parameter of the query that is true or false; false unless it is said.</summary>
    public static RouteHandlerBuilder TakesFlag(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.With(ParameterLocation.Query, name, description, static () => new() { Type = JsonSchemaType.Boolean, Default = false });

    /// <summary>The parameters of lists.</summary>
    public static RouteHandlerBuilder TakesPage(this RouteHandlerBuilder endpoint) => endpoint
        .With(ParameterLocation.Query, "limit", "Most entries in the answer.", static () => new()
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = PageRequest.MaxLimit.ToString(CultureInfo.InvariantCulture),
            Default = PageRequest.DefaultLimit,
        })
        .TakesQuery("cursor", "The value of 'next' in the answer before.");

    /// <summary>A repeat is done once.</summary>
    public static RouteHandlerBuilder IsIdempotentByKey(this RouteHandlerBuilder endpoint) => endpoint.With(
        ParameterLocation.Header,
        "Idempotency-Key",
        "Any text of your own; a repeat with the same text within 24 hours gets the same answer and does nothing more.",
        static () => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = AdminRequest.MaxIdempotencyKeyLength });

    /// <summary>Only an unchanged document is changed.</summary>
    public static RouteHandlerBuilder IsConditional(this RouteHandlerBuilder endpoint) => endpoint.Produces<Problem>(StatusCodes.Status412PreconditionFailed, AdminProblem.ContentType).With(
        ParameterLocation.Header,
        "If-Match",
        "The ETag of the document as it was read; another version is not changed (412).",
        static () => new() { Type = JsonSchemaType.String });

    private static void AddHeader(OpenApiResponse response, string name, string description) =>
        (response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal))[name] =
            new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static RouteHandlerBuilder With(this RouteHandlerBuilder endpoint, ParameterLocation place, string name, string description, Func<OpenApiSchema> schema) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = place, Description = description, Schema = schema() });
            return Task.CompletedTask;
        });
}
