using System.CommandLine;

namespace Gateway.Cli;

/// <summary>The <c>--output</c> option that every verb has.</summary>
internal static class OutputOption
{
    public static Option<OutputFormat> Create() => new("--output")
    {
        Description = "text for people, json for scripts.",
        DefaultValueFactory = _ => OutputFormat.Text,
    };
}
