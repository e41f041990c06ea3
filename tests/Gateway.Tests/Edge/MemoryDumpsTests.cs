using System.Diagnostics;
using Gateway.RequestPath;

namespace Gateway.Edge;

/// <summary>A gateway that dies leaves no image of its memory, however freely the machine would write one.</summary>
public sealed class MemoryDumpsTests : IDisposable
{
    private const string UpstreamKey = "sk_canary_of_the_dump_51f0";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gw-dump-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Crash_WritesNoCore_AndNoFileHoldsTheKey()
    {
        await CrashAsync("sleep 600", _ => Task.CompletedTask);
        Assert.SkipWhen(_folder.GetFiles("core*").Length == 0, "This machine writes no core files into the working directory.");
        _folder.GetFiles().ToList().ForEach(file => file.Delete());

        await CrashAsync($"dotnet {typeof(GatewayHost).Assembly.Location}", static async output =>
        {
            while (await output.ReadLineAsync(Patience.Token) is { } line && !line.Contains("Application started", StringComparison.Ordinal))
            {
            }
        });

        Assert.Contains(_folder.GetFiles(), file => file.Name == "gateway.db");
        foreach (var file in _folder.GetFiles("*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("core", file.Name, StringComparison.Ordinal);
            Assert.DoesNotContain(UpstreamKey, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file.FullName, Patience.Token)), StringComparison.Ordinal);
        }
    }

    /// <summary>Starts a program that may write as large a core as it likes, and kills it by a signal that writes one.</summary>
    private async Task CrashAsync(string program, Func<StreamReader, Task> untilReady)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"ulimit -c unlimited && exec {program}"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.FullName };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Gateway__Admin__Url"] = "http://127.0.0.1:0",
            ["SMALLEST_API_KEY"] = UpstreamKey,
        })
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        await untilReady(process.StandardOutput);
        // The shell has become the program when it runs something else than itself.
        while (await File.ReadAllTextAsync($"/proc/{process.Id}/comm", Patience.Token) is "bash\n")
            await Task.Yield();
        // Of the signals that write a core, one that the runtime leaves to the kernel.
        using (var kill = Process.Start("kill", ["-XFSZ", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(Patience.Token);
        await process.WaitForExitAsync(Patience.Token);
    }
}
