namespace Gateway.Cli;

/// <summary>How a verb prints its answer.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For scripts.</summary>
    Json,
}
