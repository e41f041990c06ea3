namespace Gateway.Cli;

/// <summary>Exit codes of every verb; documented in docs/configuration.md.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>It could not be done; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The settings or the command line are wrong; nothing was tried.</summary>
    public const int Usage = 2;

    /// <summary>There is no such key, team or plan.</summary>
    public const int NotFound = 3;

    /// <summary>It contradicts what exists, or what exists has changed meanwhile.</summary>
    public const int Conflict = 4;

    /// <summary>The database or the gateway cannot serve now; trying again later may help.</summary>
    public const int Unavailable = 5;

    /// <summary>The admin key was refused.</summary>
    public const int Denied = 6;
}
