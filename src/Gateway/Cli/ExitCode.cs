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
}
