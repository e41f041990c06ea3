namespace Gateway.Admin;

/// <summary>The admin plane: health, metrics and administration on a listener of their own.</summary>
public sealed class AdminOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Admin";

    /// <summary>Loopback, so that nothing outside the machine or container reaches it unless it is opened.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8081";

    /// <summary>Where it listens.</summary>
    public string Url { get; set; } = DefaultUrl;
}
