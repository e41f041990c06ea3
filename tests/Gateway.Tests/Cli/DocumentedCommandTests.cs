using System.Text;

namespace Gateway.Cli;

/// <summary>The command lines that the documentation shows are ones that the program takes.</summary>
public sealed class DocumentedCommandTests
{
    [Fact]
    public void Commands_OfTheDocumentation_AreUnderstood()
    {
        var commands = Directory.EnumerateFiles(RepositoryFiles.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .SelectMany(file => CommandsOf(File.ReadAllText(file)), (file, command) => (File: Path.GetFileName(file), Command: command)).ToList();

        Assert.True(commands.Count > 40);
        Assert.All(commands, each => Assert.Empty(GatewayCommandLine.Create().Parse(WordsOf(each.Command)).Errors.Select(error => $"{each.File}: {each.Command}: {error.Message}")));
    }

    /// <summary>What follows the program's name in the blocks that a shell would run, pipes and substitutions taken apart.</summary>
    private static IEnumerable<string> CommandsOf(string text) =>
        from block in text.Split("```").Where((_, index) => index % 2 == 1)
        where block.StartsWith("console\n", StringComparison.Ordinal)
        from line in block.Split('\n')
        from part in line.Split(["$(", "| "], StringSplitOptions.TrimEntries)
        where part.StartsWith("gateway ", StringComparison.Ordinal)
        select part["gateway ".Length..].Split(['|', ')', '#'])[0].Trim();

    private static List<string> WordsOf(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        foreach (var c in command + " ")
        {
            if (quote != '\0' ? c == quote : c is '"' or '\'')
                quote = quote == '\0' ? c : '\0';
            else if (quote == '\0' && c == ' ')
            {
                if (word.Length > 0)
                    words.Add(word.ToString());
                word.Clear();
            }
            else
            {
                word.Append(c);
            }
        }
        return words;
    }
}
