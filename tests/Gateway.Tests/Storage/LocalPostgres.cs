using System.Diagnostics;
using Npgsql;

namespace Gateway.Storage;

/// <summary>
/// A throw-away PostgreSQL from the machine's binaries: a data folder of its own, reached by a Unix socket in it, so that
/// no port can be taken. The server refuses to run as root; then it runs as the user <c>postgres</c>.
/// </summary>
public sealed class LocalPostgres : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly string _server;
    private Process _process;

    private LocalPostgres(string server, DirectoryInfo folder)
    {
        _folder = folder;
        _server = server;
        _process = Run();
        ConnectionString = $"Host={folder.FullName};Username=gateway;Database=postgres";
    }

    /// <summary>As the server's owner.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server and waits until it answers; null with the reason when that cannot be.</summary>
    public static LocalPostgres? TryStart(out string reason)
    {
        if (FindBinaries() is not { } binaries)
        {
            reason = "no postgres binaries on the PATH or below /usr/lib/postgresql";
            return null;
        }
        var folder = Directory.CreateTempSubdirectory("gw-pg-");
        try
        {
            var data = Path.Combine(folder.FullName, "data");
            if (Environment.IsPrivilegedProcess)
                Run("chown", ["postgres", folder.FullName], privileged: true);
            Run(Path.Combine(binaries, "initdb"), ["-D", data, "-U", "gateway", "-A", "trust", "-N", "--no-instructions", "-E", "UTF8", "--locale=C"], privileged: false);
            var server = new LocalPostgres(Path.Combine(binaries, "postgres"), folder);
            server.WaitUntilItAnswers();
            reason = "";
            return server;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            reason = $"the local postgres does not start: {exception.Message}";
            return null;
        }
    }

    /// <summary>Ends the server as a crash does.</summary>
    public void Kill()
    {
        if (_process.HasExited)
            return;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Starts it again on its data, and waits until it answers.</summary>
    public void Restart()
    {
        _process.Dispose();
        _process = Run();
        WaitUntilItAnswers();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private Process Run() => Start(
        _server,
        ["-D", Path.Combine(_folder.FullName, "data"), "-k", _folder.FullName, "-h", "", "-F", "-c", "full_page_writes=off", "-c", "max_connections=200"],
        privileged: false);

    private void WaitUntilItAnswers()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                connection.Open();
                return;
            }
            catch (NpgsqlException) when (attempt < 100 && !_process.HasExited)
            {
                _process.WaitForExit(100);
            }
            catch (NpgsqlException exception)
            {
                throw new InvalidOperationException(exception.Message, exception);
            }
        }
    }

    private static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return path.Concat(installed).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static void Run(string file, string[] arguments, bool privileged)
    {
        using var process = Start(file, arguments, privileged);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(file)} ended with {process.ExitCode}");
    }

    private static Process Start(string file, string[] arguments, bool privileged)
    {
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        if (Environment.IsPrivilegedProcess && !privileged)
        {
            start.FileName = "setpriv";
            foreach (var argument in (string[])["--reuid=postgres", "--regid=postgres", "--clear-groups", file])
                start.ArgumentList.Add(argument);
        }
        else
        {
            start.FileName = file;
        }
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
