using System.Security.Claims;
using System.Security.Cryptography;
using Gateway.RequestPath;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Admin.Http;

/// <summary>An OpenID Connect provider of one signing key: its discovery document and key set on loopback, and tokens.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    private IdentityProvider(WebApplication app) => _app = app;

    /// <summary>Its issuer, which is also the root of its documents.</summary>
    public string Issuer => _app.Urls.Single();

    public static async Task<IdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var provider = new IdentityProvider(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = provider.Issuer, jwks_uri = $"{provider.Issuer}/keys" }));
        app.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(provider._key);
            return Results.Json(new { keys = new[] { new { kty = key.Kty, kid = key.Kid, n = key.N, e = key.E, use = "sig", alg = "RS256" } } });
        });
        await app.StartAsync(Patience.Token);
        return provider;
    }

    /// <summary>Makes a gateway trust it.</summary>
    public void Configure(GatewaySetup setup)
    {
        setup.Settings["Gateway:Admin:Oidc:Authority"] = Issuer;
        setup.Settings["Gateway:Admin:Oidc:AllowHttp"] = "true";
    }

    /// <summary>A token.</summary>
    public string Issue(string email, string role, string audience = "waves-gateway", string? issuer = null, TimeSpan? lifetime = null) =>
        Token(email, role, audience, issuer ?? Issuer, lifetime ?? TimeSpan.FromMinutes(5), new SigningCredentials(_key, SecurityAlgorithms.RsaSha256));

    /// <summary>A token of the algorithm "none".</summary>
    public string Unsigned(string email, string role) => Token(email, role, "waves-gateway", Issuer, TimeSpan.FromMinutes(5), null);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string Token(string email, string role, string audience, string issuer, TimeSpan lifetime, SigningCredentials? credentials)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Subject = new ClaimsIdentity([new("email", email), new("roles", role)]),
            NotBefore = now.AddHours(-2),
            IssuedAt = now.AddHours(-2),
            Expires = now + lifetime,
            SigningCredentials = credentials,
        });
    }
}
