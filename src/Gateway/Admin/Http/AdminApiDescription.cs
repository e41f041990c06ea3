using System.Collections.Frozen;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Admin.Http;

/// <summary>The OpenAPI 3.1 document of the admin API.</summary>
internal static class AdminApiDescription
{
    private const string BearerScheme = "bearer";

    private static readonly FrozenDictionary<string, string> Tags = new Dictionary<string, string>
    {
        ["Keys"] = "Virtual keys: what services use instead of the organisation's Waves key.",
        ["Teams"] = "Teams: who shares limits and budgets and is accounted for usage.",
        ["Plans"] = "Plans: limits for each limit group, for upstream accounts, teams and keys.",
        ["Prices"] = "The price book, by which usage has its cost.",
        ["Audit"] = "Who changed what, when and from where; append-only and verifiable.",
        ["Usage"] = "What was used, in sums.",
        ["Live"] = "What goes on now, over all replicas.",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Paths = new Dictionary<string, string>
    {
        ["key"] = "Id of the key: key_…",
        ["team"] = "Name of the team, in any case.",
        ["plan"] = "Name of the plan, in any case.",
        ["session"] = "Id of the socket, as the list shows it.",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Answers = new Dictionary<string, string>
    {
        ["200"] = "Done.",
        ["201"] = "Made. Location names it.",
        ["400"] = "The request cannot be read.",
        ["401"] = "No credential, or one that is not good.",
        ["403"] = "The role does not allow it.",
        ["404"] = "There is no such thing.",
        ["409"] = "It contradicts what exists.",
        ["412"] = "Another version exists than the one that If-Match names.",
        ["422"] = "Fields are wrong; each is named, with what is allowed. Or the idempotency key was used for another request.",
        ["429"] = "Too many refused credentials came from this address.",
        ["503"] = "The database or another replica does not answer; the detail says why. Nothing is half done.",
    }.ToFrozenDictionary();

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = static description => description.RelativePath?.StartsWith(AdminApi.Prefix[1..], StringComparison.Ordinal) is true;
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Waves Gateway admin API",
                Version = "1",
                Description = "Administration of a gateway: teams, virtual keys and their budgets, plans, prices, what goes on now, and the audit log. "
                    + "Errors are problem details (RFC 9457); changes are in force at once here and within a second on every replica.",
                License = new() { Name = "MIT", Identifier = "MIT" },
            };
            document.Servers = [new() { Url = "/", Description = "The admin plane that serves this description." }];
            foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
                tag.Description = Tags[tag.Name!];
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = BearerScheme,
                Description = "The admin key, or a token of the organisation's identity provider.",
            };
            AdminSchemaRules.OpenPatches(document);
            document.Security = [new() { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(AdminSchemaRules.Complete);
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.In is ParameterLocation.Path) ?? [])
                parameter.Description = Paths[parameter.Name!];
            // What only reads contradicts nothing.
            if (context.Description.HttpMethod == HttpMethods.Get)
                operation.Responses?.Remove("409");
            foreach (var (status, response) in operation.Responses ?? [])
                response.Description = Answers[status];
            return Task.CompletedTask;
        });
    }
}
