using System.CommandLine;

namespace Gateway.Cli;

/// <summary>The verb <c>completion</c>: a script for the shell that asks the executable itself what can follow.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _gateway() {
          local IFS=$'\n'
          COMPREPLY=($(gateway "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
        }
        complete -F _gateway gateway
        """;

    private const string Zsh = """
        _gateway() {
          local -a answers
          answers=("${(@f)$(gateway "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a answers
        }
        compdef _gateway gateway
        """;

    private const string Fish = """
        complete -c gateway -f -a '(gateway "[suggest:"(commandline -C)"]" (commandline -b) 2>/dev/null)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a completion script: source <(gateway completion bash).") { shell };
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(shell) switch
        {
            "zsh" => Zsh,
            "fish" => Fish,
            _ => Bash,
        }));
        return command;
    }
}
