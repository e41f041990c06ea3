using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Gateway.RequestPath;

namespace Gateway;

/// <summary>A gateway in a process of its own, on free ports of this machine, that may be killed. Thread-safe.</summary>
internal sealed partial class GatewayProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log;

    private GatewayProcess(Process process, ConcurrentQueue<string> log, Uri data, Uri admin) => (_process, _log, Data, Admin) = (process, log, data, admin);

    /// <summary>Root of its data plane.</summary>
    public Uri Data { get; }

    /// <summary>Root of its admin plane.</summary>
    public Uri Admin { get; }

    /// <summary>What it has logged so far.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>Starts one; it answers when the task has ended.</summary>
    /// <param name="settings">Settings in the form of the environment, besides its addresses.</param>
    public static async Task<GatewayProcess> StartAsync(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(GatewayHost).Assembly.Location]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        start.Environment["ASPNETCORE_URLS"] = start.Environment["Gateway__Admin__Url"] = "http://127.0.0.1:0";
        var process = Process.Start(start)!;
        var log = new ConcurrentQueue<string>();
        var told = new TaskCompletionSource<(Uri, Uri)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listeners = new List<Uri>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                told.TrySetException(new InvalidOperationException("It ended before it listened: " + string.Join('\n', log)));
                return;
            }
            log.Enqueue(line.Data);
            if (Listener().Match(line.Data) is { Success: true } match)
                listeners.Add(new(match.Groups[1].Value));
            // It tells of the admin plane last; from then on it is ready.
            if (listeners.Count == 2)
                told.TrySetResult((listeners[0], listeners[1]));
        };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var (data, admin) = await told.Task.Soon();
        return new(process, log, data, admin);
    }

    /// <summary>Ends it without a word, as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Its end, however it came.</summary>
    public Task WaitForExitAsync() => _process.WaitForExitAsync(Patience.Token);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    [GeneratedRegex("Now listening on: (http://127\\.0\\.0\\.1:\\d+)")]
    private static partial Regex Listener();
}
