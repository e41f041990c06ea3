namespace Gateway.Telemetry;

/// <summary>How a log line is written.</summary>
public enum LogFormat
{
    /// <summary>One JSON object, for collectors.</summary>
    Json,

    /// <summary>One line of text, for people.</summary>
    Text,
}
