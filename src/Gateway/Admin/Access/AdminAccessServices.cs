using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Admin.Access;

internal static class AdminAccessServices
{
    private const string AnyScheme = "Admin";

    /// <summary>Who may administrate, and as what.</summary>
    public static IServiceCollection AddAdminAccess(this IServiceCollection services)
    {
        services.TryAddSingleton<AdminFailures>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AdminAuthorizationResults>();
        services.AddHostedService<AdminKeyIssuer>();
        // Not AddAuthentication: it brings data protection along, which writes a key file that nothing here needs.
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = AnyScheme);
        services.AddWebEncoders();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>());
        new AuthenticationBuilder(services)
            .AddPolicyScheme(AnyScheme, null, scheme => scheme.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, AdminKeyHandler>(AdminKeyHandler.SchemeName, null)
            .AddScheme<JwtBearerOptions, JwtBearerHandler>(JwtBearerDefaults.AuthenticationScheme, null);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<AdminOptions>>((jwt, admin) => Configure(jwt, admin.Value.Oidc));
        services.AddAuthorizationBuilder()
            .AddPolicy(AdminRole.Viewer, policy => policy.RequireRole(AdminRole.Viewer, AdminRole.Operator, AdminRole.Admin))
            .AddPolicy(AdminRole.Operator, policy => policy.RequireRole(AdminRole.Operator, AdminRole.Admin))
            .AddPolicy(AdminRole.Admin, policy => policy.RequireRole(AdminRole.Admin));
        return services;
    }

    /// <summary>
    /// The host puts authentication in front of every pipeline that has not done so itself, whatever listener a request
    /// came through: each call of the data plane would be looked up among the admin keys, in the database.
    /// </summary>
    public static void KeepAdminAccessApart(this IApplicationBuilder app)
    {
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        app.Properties["__AuthorizationMiddlewareSet"] = true;
    }

    /// <summary>The pipeline of the admin plane up to its endpoints; needs routing before it.</summary>
    public static IApplicationBuilder UseAdminAccess(this IApplicationBuilder app) =>
        app.UseMiddleware<AdminGuardMiddleware>().UseAuthentication().UseAuthorization();

    private static string SchemeOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<AdminOptions>>().Value.Oidc.Authority is not null
        && BearerToken.Of(context.Request) is { } token && BearerToken.IsJwt(token)
            ? JwtBearerDefaults.AuthenticationScheme
            : AdminKeyHandler.SchemeName;

    private static void Configure(JwtBearerOptions jwt, OidcOptions oidc)
    {
        jwt.Authority = oidc.Authority;
        jwt.Audience = oidc.Audience;
        jwt.RequireHttpsMetadata = !oidc.AllowHttp;
        jwt.MapInboundClaims = false;
        jwt.TokenValidationParameters.ValidateIssuer = true;
        jwt.TokenValidationParameters.RoleClaimType = ClaimTypes.Role;
        jwt.TokenValidationParameters.NameClaimType = ClaimTypes.Name;
        jwt.Events = new()
        {
            OnTokenValidated = context =>
            {
                // The provider's words for roles become ours; whatever else the token claims counts for nothing here.
                if (context.Principal?.Identity is ClaimsIdentity identity)
                    context.Principal = new(Translate(identity, oidc));
                return Task.CompletedTask;
            },
        };
    }

    private static ClaimsIdentity Translate(ClaimsIdentity token, OidcOptions oidc)
    {
        var name = token.FindFirst(oidc.NameClaim)?.Value ?? token.FindFirst("sub")?.Value ?? "unknown";
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, $"oidc:{name}")], token.AuthenticationType);
        foreach (var claim in token.FindAll(oidc.RoleClaim))
        {
            var role = claim.Value == oidc.AdminRole ? AdminRole.Admin
                : claim.Value == oidc.OperatorRole ? AdminRole.Operator
                : claim.Value == oidc.ViewerRole ? AdminRole.Viewer
                : null;
            if (role is not null)
                identity.AddClaim(new(ClaimTypes.Role, role));
        }
        return identity;
    }
}
