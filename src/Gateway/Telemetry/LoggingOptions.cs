namespace Gateway.Telemetry;

/// <summary>How logs look. Their levels are set as everywhere in .NET, in the section <c>Logging</c>.</summary>
public sealed class LoggingOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Logging";

    /// <summary>How a line is written to standard output.</summary>
    public LogFormat Format { get; set; } = LogFormat.Json;
}
