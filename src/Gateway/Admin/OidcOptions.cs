namespace Gateway.Admin;

/// <summary>Who may administrate with a token (JWT) of an OpenID Connect provider, and as what.</summary>
public sealed class OidcOptions
{
    /// <summary>Issuer whose discovery document names the signing keys: <c>https://login.example.com/realm</c>. Unset: no tokens.</summary>
    public string? Authority { get; set; }

    /// <summary>What a token's <c>aud</c> must name.</summary>
    public string Audience { get; set; } = "waves-gateway";

    /// <summary>Claim with the roles of the bearer.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Claim that names the bearer in the audit log.</summary>
    public string NameClaim { get; set; } = "email";

    /// <summary>Value of the role claim that may read.</summary>
    public string ViewerRole { get; set; } = "viewer";

    /// <summary>Value that may also change keys and teams, and end sessions.</summary>
    public string OperatorRole { get; set; } = "operator";

    /// <summary>Value that may do everything.</summary>
    public string AdminRole { get; set; } = "admin";

    /// <summary>Whether discovery over plain HTTP is allowed; for tests on one machine.</summary>
    public bool AllowHttp { get; set; }
}
