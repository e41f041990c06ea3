using System.CommandLine;
using System.CommandLine.Invocation;

namespace Gateway.Cli;

/// <summary>The verbs of the executable. Without one it runs the gateway.</summary>
internal static class GatewayCommandLine
{
    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configuration">Where it writes; null: the console.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static Task<int> InvokeAsync(string[] args, InvocationConfiguration? configuration = null)
    {
        configuration ??= SignalsBelongToTheHost;
        var parsed = Create().Parse(args);
        return parsed.Action is ParseErrorAction ? ReportAsync(parsed, configuration.Error) : parsed.InvokeAsync(configuration);
    }

    /// <summary>What is wrong with a command line, without the whole help; a script reads the exit code.</summary>
    private static async Task<int> ReportAsync(ParseResult parsed, TextWriter error)
    {
        foreach (var fault in parsed.Errors)
            await error.WriteLineAsync(fault.Message);
        await error.WriteLineAsync("Add --help for what is allowed.");
        return ExitCode.Usage;
    }

    /// <summary>The host drains on SIGTERM for as long as its settings say; the parser must not cut that short.</summary>
    private static InvocationConfiguration SignalsBelongToTheHost => new() { ProcessTerminationTimeout = null };

    /// <summary>The verbs with their options.</summary>
    internal static RootCommand Create()
    {
        var config = new Option<FileInfo?>("--config")
        {
            Description = "JSON file with settings; the environment wins over it.",
            Recursive = true,
        };
        var root = new RootCommand("A gateway for the Waves voice API. Without a verb it runs until it is stopped.") { config };
        root.SetAction((parsed, cancellationToken) => RunCommand.RunAsync(parsed.GetValue(config), Console.Error, cancellationToken));
        root.Subcommands.Add(DemoCommand.Create(config));
        root.Subcommands.Add(CheckCommand.Create(config));
        root.Subcommands.Add(HealthCommand.Create(config));
        root.Subcommands.Add(KeysCommand.Create(config));
        root.Subcommands.Add(TeamsCommand.Create(config));
        root.Subcommands.Add(PlansCommand.Create(config));
        root.Subcommands.Add(PricesCommand.Create(config));
        root.Subcommands.Add(LiveCommands.CreateSessions(config));
        root.Subcommands.Add(LiveCommands.CreateAccounts(config));
        root.Subcommands.Add(LiveCommands.CreateQueue(config));
        root.Subcommands.Add(UsageCommand.Create(config));
        root.Subcommands.Add(AuditCommand.Create(config));
        root.Subcommands.Add(ApplyCommand.CreateApply(config));
        root.Subcommands.Add(ApplyCommand.CreateExport(config));
        root.Subcommands.Add(AdminKeyCommand.Create(config));
        root.Subcommands.Add(CompletionCommand.Create());
        return root;
    }
}
