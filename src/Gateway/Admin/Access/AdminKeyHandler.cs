using System.Security.Claims;
using System.Text.Encodings.Web;
using Gateway.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Gateway.Admin.Access;

/// <summary>Authenticates the bearer of the admin key.</summary>
internal sealed class AdminKeyHandler(AdminKeyStore keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "AdminKey";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerToken.Of(Request) is not { } token)
            return AuthenticateResult.NoResult();
        try
        {
            if (!await keys.IsKeyAsync(token, Context.RequestAborted))
                return AuthenticateResult.NoResult();    // Told, and counted, by AdminAuthorizationResults.
        }
        catch (DatabaseUnavailableException exception)
        {
            return AuthenticateResult.Fail(exception);
        }
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, "admin"), new(ClaimTypes.Role, AdminRole.Admin)], Scheme.Name);
        return AuthenticateResult.Success(new(new(identity), Scheme.Name));
    }
}
