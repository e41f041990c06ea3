using System.CommandLine;

namespace Gateway.Cli;

/// <summary>The verbs of the executable. Without one it runs the gateway.</summary>
internal static class GatewayCommandLine
{
    /// <summary>Runs what the arguments ask for.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> InvokeAsync(string[] args)
    {
        var parsed = Create().Parse(args);
        var code = await parsed.InvokeAsync(SignalsBelongToTheHost); // with errors it prints them and the help
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }

    /// <summary>The host drains on SIGTERM for as long as its settings say; the parser must not cut that short.</summary>
    private static InvocationConfiguration SignalsBelongToTheHost => new() { ProcessTerminationTimeout = null };

    private static RootCommand Create()
    {
        var config = new Option<FileInfo?>("--config")
        {
            Description = "JSON file with settings; the environment wins over it.",
            Recursive = true,
        };
        var root = new RootCommand("A gateway for the Waves voice API. Without a verb it runs until it is stopped.") { config };
        root.SetAction((parsed, cancellationToken) => RunCommand.RunAsync(parsed.GetValue(config), Console.Error, cancellationToken));
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(CheckCommand.Create(config));
        root.Subcommands.Add(HealthCommand.Create(config));
        root.Subcommands.Add(KeysCommand.Create(config));
        root.Subcommands.Add(TeamsCommand.Create(config));
        root.Subcommands.Add(PlansCommand.Create(config));
        root.Subcommands.Add(AuditCommand.Create(config));
        root.Subcommands.Add(AdminKeyCommand.Create(config));
        return root;
    }
}
