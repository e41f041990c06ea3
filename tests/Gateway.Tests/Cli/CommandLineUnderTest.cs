using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Storage;

namespace Gateway.Cli;

/// <summary>Runs verbs as a shell does, on a database of its own.</summary>
internal sealed class CommandLineUnderTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gw-cli-");

    /// <param name="database">The database; null: none is configured besides a file that does not exist yet.</param>
    /// <param name="settings">Further settings by path.</param>
    public CommandLineUnderTest(TestDatabase? database = null, params (string Path, string Value)[] settings)
    {
        var file = new Dictionary<string, string>
        {
            ["Gateway:Database:Provider"] = (database?.Provider ?? DatabaseProvider.Sqlite).ToString(),
            ["Gateway:Database:ConnectionString"] = database?.ConnectionString ?? $"Data Source={Path.Combine(_folder.FullName, "gateway.db")}",
        };
        foreach (var (path, value) in settings)
            file[path] = value;
        File.WriteAllText(Config, JsonSerializer.Serialize(file));
    }

    private string Config => Path.Combine(_folder.FullName, "gateway.json");

    /// <summary>A file in its folder.</summary>
    public string FileOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Runs a command line; words are divided by spaces.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(string line)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await GatewayCommandLine.InvokeAsync(
            [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--config", Config], new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line that must succeed, with <c>--output json</c>.</summary>
    public async Task<JsonNode> JsonAsync(string line)
    {
        var (code, output, error) = await RunAsync(line + " --output json");
        Assert.Equal((0, ""), (code, error));
        return JsonNode.Parse(output)!;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
