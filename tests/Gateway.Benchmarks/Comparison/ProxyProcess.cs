using System.Diagnostics;
using System.Globalization;

namespace Gateway.Benchmarks.Comparison;

/// <summary>A proxy under comparison: its processes, and what they use.</summary>
internal sealed class ProxyProcess(string name, int port, Process? process, int adminPort = 0) : IDisposable
{
    /// <summary>Name in the table.</summary>
    public string Name => name;

    /// <summary>Where clients connect.</summary>
    public int Port => port;

    /// <summary>Where its admin plane listens; 0 where there is none.</summary>
    public int AdminPort => adminPort;

    /// <summary>Processor time so far, workers included; zero where there is no proxy.</summary>
    public TimeSpan Cpu => Sum(static id => Ticks(id)) is var ticks ? TimeSpan.FromSeconds(ticks / 100.0) : default;

    /// <summary>Resident memory in bytes.</summary>
    public long Memory => Sum(static id => Kilobytes(id)) * 1024;

    public void Dispose()
    {
        if (process is null)
            return;
        foreach (var id in Family())
        {
            try
            {
                Process.GetProcessById(id).Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // It ended by itself.
            }
        }
        process.Dispose();
    }

    private long Sum(Func<int, long> of) => process is null ? 0 : Family().Sum(of);

    /// <summary>The process and its workers.</summary>
    private List<int> Family()
    {
        List<int> family = [process!.Id];
        var children = $"/proc/{process.Id}/task/{process.Id}/children";
        if (File.Exists(children))
            family.AddRange(File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture)));
        return family;
    }

    /// <summary>User and system time in hundredths of a second (proc(5), fields 14 and 15, behind the name in brackets).</summary>
    private static long Ticks(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static long Kilobytes(int id)
    {
        var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
