using System.CommandLine;
using Gateway.Admin;
using Gateway.Configuration;

namespace Gateway.Cli;

/// <summary>
/// What all administrative verbs share: where they work, how they print, and which exit code a fault becomes. Results go
/// to standard output, everything else to standard error.
/// </summary>
internal sealed class AdminVerb(Option<FileInfo?> config)
{
    private readonly Option<OutputFormat> _output = OutputOption.Create();

    private readonly Option<Uri?> _admin = new("--admin")
    {
        Description = $"Work through a running gateway: the URL of its admin plane. The key is taken from {AdminConnection.KeyVariable}. Default: the configured database.",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url))
                return url;
            result.AddError("--admin is the URL of a gateway's admin plane: http://127.0.0.1:8081.");
            return null;
        },
    };

    /// <summary>Adds the shared options and the action to a verb.</summary>
    /// <param name="command">The verb with its own options and arguments.</param>
    /// <param name="run">The work; answers the exit code.</param>
    public Command Add(Command command, Func<AdminVerbContext, Task<int>> run)
    {
        command.Options.Add(_output);
        command.Options.Add(_admin);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(_admin), run, cancellationToken));
        return command;
    }

    /// <summary>As <see cref="Add"/>, for a verb that only a running gateway can answer: that of these settings unless one is named.</summary>
    public Command AddLive(Command command, Func<AdminVerbContext, Task<int>> run)
    {
        command.Options.Add(_output);
        _admin.Description = $"The running gateway: the URL of its admin plane. The key is taken from {AdminConnection.KeyVariable}. Default: {AdminOptions.Section}:Url of the settings.";
        command.Options.Add(_admin);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(_admin), run, cancellationToken, isLive: true));
        return command;
    }

    /// <summary>As <see cref="Add"/>, for a verb that works on the database alone.</summary>
    public Command AddLocal(Command command, Func<AdminVerbContext, IServiceProvider, Task<int>> run)
    {
        command.Options.Add(_output);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, null, context => run(context, context.Connection.Database!), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Uri? gateway, Func<AdminVerbContext, Task<int>> run, CancellationToken cancellationToken, bool isLive = false)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            await using var connection = isLive ? AdminConnection.OpenLive(parsed.GetValue(config), gateway) : AdminConnection.Open(parsed.GetValue(config), gateway);
            return await run(new(parsed, connection, parsed.GetValue(_output), parsed.InvocationConfiguration.Output, error, cancellationToken));
        }
        catch (Exception exception) when (SettingFaults.Of(exception) is { } faults)
        {
            return await SettingFaults.ReportAsync(faults, error);
        }
    }
}
