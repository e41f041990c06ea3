using Gateway.Configuration;

namespace Gateway.Admin;

/// <summary>The admin plane: health, metrics and administration on a listener of their own.</summary>
public sealed class AdminOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Admin";

    /// <summary>Loopback, so that nothing outside the machine or container reaches it unless it is opened.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8081";

    /// <summary>Shortest admin key in characters.</summary>
    public const int MinKeyLength = 16;

    /// <summary>Where it listens.</summary>
    public string Url { get; set; } = DefaultUrl;

    /// <summary>
    /// What administrators present as bearer token; it has every right. Unset: the first start makes one, prints it once,
    /// and keeps its hash in the database.
    /// </summary>
    public Secret? Key { get; set; }

    /// <summary>Tokens of the organisation's identity provider, besides the admin key.</summary>
    public OidcOptions Oidc { get; set; } = new();
}
