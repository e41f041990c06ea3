using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Benchmarks.Admission;

/// <summary>A gateway in a process of its own, which may be killed and frozen.</summary>
internal sealed class GatewayReplica : IAsyncDisposable
{
    private readonly Dictionary<string, string> _settings;
    private readonly string? _clock;
    private Process? _process;

    /// <param name="name">Its name among the replicas.</param>
    /// <param name="settings">Of its environment.</param>
    /// <param name="clock">The file of its <see cref="FalseClock"/>; null: it goes by the machine's.</param>
    public GatewayReplica(string name, Dictionary<string, string> settings, string? clock = null)
    {
        _clock = clock;
        var (port, admin) = FreePorts();
        Address = new Uri($"http://127.0.0.1:{port}");
        Admin = new Uri($"http://127.0.0.1:{admin}");
        _settings = new(settings)
        {
            ["ASPNETCORE_URLS"] = Address.ToString(),
            ["Gateway__Admin__Url"] = Admin.ToString(),
            ["Gateway__Admission__Replica"] = name,
        };
    }

    public Uri Address { get; }

    public Uri Admin { get; }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", _clock is null ? [Program] : [typeof(FalseClock).Assembly.Location, "gateway", _clock]) { RedirectStandardOutput = true };
        foreach (var (name, value) in _settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Log());
        using var client = new HttpClient { BaseAddress = Admin };
        for (var tries = 0; ; tries++)
        {
            try
            {
                if ((await client.GetAsync("/readyz")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (tries < 600)
            {
                // Not listening yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Ends it like a crash.</summary>
    public void Kill() => _process?.Kill();

    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The gateway as published, where <c>ADMISSION_PROOF_GATEWAY</c> names its assembly; else the one built with the proofs, which compiles as it goes.</summary>
    private static string Program => Environment.GetEnvironmentVariable("ADMISSION_PROOF_GATEWAY") is { Length: > 0 } published
        ? published
        : Path.Combine(AppContext.BaseDirectory, "gateway.dll");

    /// <summary>Where the log goes: a file of the folder that <c>ADMISSION_PROOF_LOGS</c> names, else nowhere.</summary>
    private Stream Log() => Environment.GetEnvironmentVariable("ADMISSION_PROOF_LOGS") is { Length: > 0 } folder
        ? new FileStream(Path.Combine(folder, $"{Address.Port}.log"), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0)
        : Stream.Null;

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Two, found while both are held: else they may be one.</summary>
    private static (int, int) FreePorts()
    {
        using var one = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
        return (Bind(one), Bind(other));

        static int Bind(Socket socket)
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
    }
}
