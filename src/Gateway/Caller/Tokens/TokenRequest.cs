namespace Gateway.Caller.Tokens;

/// <summary>Body of <c>POST /waves/v1/gateway/tokens</c>; every field may be left out.</summary>
internal sealed record TokenRequest
{
    /// <summary>Endpoint id (<c>S2</c>) or limit group (<c>stt-live</c>) that the socket is for.</summary>
    public string? Scope { get; init; }

    /// <summary>The only model.</summary>
    public string? Model { get; init; }

    /// <summary>The only voice.</summary>
    public string? Voice { get; init; }

    /// <summary>The web origin of the page: <c>https://app.example.com</c>.</summary>
    public string? Origin { get; init; }

    /// <summary>Seconds within which the socket must be opened.</summary>
    public double? ExpiresIn { get; init; }

    /// <summary>Longest session in seconds.</summary>
    public double? MaxSession { get; init; }
}
