namespace Gateway.Caller;

/// <summary>Who may call.</summary>
public sealed class CallerOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Caller";

    /// <summary>
    /// Lets anybody who reaches the port spend the organisation's capacity without a key. Off unless switched on in so
    /// many words; meant for a laptop.
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Team that anonymous calls are accounted to.</summary>
    public string AnonymousTeam { get; set; } = "anonymous";
}
