using System.CommandLine;
using Gateway.Configuration;

namespace Gateway.Cli;

/// <summary>
/// What all administrative verbs share: where they work, how they print, and which exit code a fault becomes. Results go
/// to standard output, everything else to standard error.
/// </summary>
internal sealed class AdminVerb(Option<FileInfo?> config)
{
    private readonly Option<OutputFormat> _output = OutputOption.Create();

    /// <summary>Adds the shared options and the action to a verb.</summary>
    /// <param name="command">The verb with its own options and arguments.</param>
    /// <param name="run">The work; answers the exit code.</param>
    public Command Add(Command command, Func<AdminVerbContext, Task<int>> run)
    {
        command.Options.Add(_output);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, run, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<AdminVerbContext, Task<int>> run, CancellationToken cancellationToken)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            await using var connection = AdminConnection.OpenDatabase(parsed.GetValue(config));
            return await run(new(parsed, connection, parsed.GetValue(_output), parsed.InvocationConfiguration.Output, error, cancellationToken));
        }
        catch (Exception exception) when (SettingFaults.Of(exception) is { } faults)
        {
            return await SettingFaults.ReportAsync(faults, error);
        }
    }
}
