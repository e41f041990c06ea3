namespace Gateway.Cli;

/// <summary>What the <c>health</c> verb asks.</summary>
internal enum HealthProbe
{
    /// <summary>The process runs and answers; restarting it is the cure when not.</summary>
    Live,

    /// <summary>It takes work now.</summary>
    Ready,

    /// <summary>It has started.</summary>
    Startup,
}
