using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Admission.Redis;

/// <summary>A real <c>redis-server</c> of this machine that tests may kill, freeze and start again on the same port.</summary>
internal sealed class RedisServerProcess : ITestRedis
{
    private readonly string[] _arguments;
    private Process _process;

    private RedisServerProcess(int port, string[] arguments, Process process) => (Port, _arguments, _process) = (port, arguments, process);

    public string Description => $"redis-server on 127.0.0.1:{Port}";

    public string ConnectionString => $"127.0.0.1:{Port}";

    public int Port { get; }

    /// <summary>The binary; null where there is none.</summary>
    public static string? Binary { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "redis-server"))
        .FirstOrDefault(File.Exists);

    /// <param name="arguments">Further arguments of its command line.</param>
    public static async Task<RedisServerProcess> StartAsync(params string[] arguments)
    {
        var port = FreePort();
        return new(port, arguments, await LaunchAsync(port, arguments));
    }

    /// <summary>A port that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    /// <summary>Ends it like a crash. Nothing was saved.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Starts it again, empty, on the same port.</summary>
    public async Task RestartAsync()
    {
        _process.Dispose();
        _process = await LaunchAsync(Port, _arguments);
    }

    /// <summary>Stops it without closing a socket: nothing answers, nothing fails.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>Gives it a command without a client library, which would be loaded at that moment.</summary>
    /// <param name="command">The command that it answers with <c>OK</c>.</param>
    public async Task TellAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"));
        using var answers = new StreamReader(client.GetStream());
        if (await answers.ReadLineAsync() is var answer and not "+OK")
            throw new InvalidOperationException($"{command}: {answer}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static async Task<Process> LaunchAsync(int port, string[] arguments)
    {
        var start = new ProcessStartInfo(Binary!)
        {
            ArgumentList = { "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no" },
            RedirectStandardOutput = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                // What it says later is read on, so that it never blocks on a full pipe.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return process;
            }
        }
        throw new InvalidOperationException("redis-server did not start.");
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
