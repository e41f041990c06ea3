namespace Gateway.Policies.Keys;

/// <summary>
/// A short-lived permission to open one socket, made for a page that must not hold a key. What it names narrows what the
/// key may do; it never widens it.
/// </summary>
/// <param name="Id">Unique; used once.</param>
/// <param name="KeyId">The key that it was made with and that pays.</param>
/// <param name="ConnectBefore">From then on it opens nothing.</param>
public sealed record BrowserToken(string Id, string KeyId, DateTimeOffset ConnectBefore)
{
    /// <summary>When it was made.</summary>
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>Endpoint id or limit group it is for; null: every socket that the key allows.</summary>
    public string? Scope { get; init; }

    /// <summary>The only model; null: those of the key.</summary>
    public string? Model { get; init; }

    /// <summary>The only voice; null: those of the key.</summary>
    public string? Voice { get; init; }

    /// <summary>The only web origin; null: those of the key.</summary>
    public string? Origin { get; init; }

    /// <summary>Longest session; null: as long as the key.</summary>
    public TimeSpan? MaxSession { get; init; }

    /// <summary>The key as the bearer may use it.</summary>
    public VirtualKey Narrow(VirtualKey key) => key with
    {
        Scopes = key.Scopes with
        {
            Models = Model is null ? key.Scopes.Models : [Model],
            Voices = Voice is null ? key.Scopes.Voices : [Voice],
        },
        Origins = Origin is null ? key.Origins : [Origin],
    };
}
