namespace Gateway.Caller;

/// <summary>Which web pages may call the data plane with fetch (WHATWG Fetch, "CORS protocol"). Sockets are not subject to it.</summary>
internal sealed class CorsOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Cors";

    /// <summary>Origins, <c>https://app.example.com</c>, or <c>*</c> for all. Empty: the upstream's own headers pass as they are.</summary>
    public IList<string> Origins { get; set; } = [];

    /// <summary>How long browsers may remember the answer to a preflight.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(10);
}
