using System.CommandLine;
using System.Text.Json.Nodes;

namespace Gateway.Cli;

/// <summary>The <c>--output</c> option of every verb but <c>completion</c>, whose answer is a script.</summary>
internal static class OutputOption
{
    public static Option<OutputFormat> Create() => new("--output")
    {
        Description = "text for people, json for scripts.",
        DefaultValueFactory = _ => OutputFormat.Text,
    };

    /// <summary>Writes a single value: as it is for people, as a member of an object for scripts.</summary>
    public static Task WriteAsync(TextWriter output, OutputFormat format, string name, string value) =>
        output.WriteLineAsync(format is OutputFormat.Json ? new JsonObject { [name] = value }.ToJsonString() : value);
}
