using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Admin.Http;

/// <summary>The OpenAPI 3.1 document of the admin API.</summary>
internal static class AdminApiDescription
{
    private const string BearerScheme = "bearer";

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
            };
            document.Servers = [];
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = BearerScheme,
                Description = "The admin key, or a token of the organisation's identity provider.",
            };
            document.Security = [new() { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] }];
            return Task.CompletedTask;
        });
    }
}
