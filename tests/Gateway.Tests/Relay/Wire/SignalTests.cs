using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Policies.Keys;

namespace Gateway.Relay.Wire;

/// <summary>A gateway in a process of its own, told to end as an orchestrator does it.</summary>
public sealed partial class SignalTests : IDisposable
{
    private const string Stt = "/waves/v1/stt/live?model=pulse&language=en";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-signal-");
    private readonly string _secret = VirtualKeySecret.Create();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Terminate_GivesASessionItsTimeAndTurnsNewOnesAway_AndAtOnceWhenToldTwice()
    {
        await using var raw = await RawUpstream.StartAsync();
        using var process = Start(raw.Http1);
        try
        {
            var address = await AddressAsync(process);
            var (_, client, _) = await RelayUnderTest.UpgradeAsync(address, Stt, _secret);
            Assert.NotNull(client);
            var call = await raw.CallAsync();

            await SignalAsync(process);
            while ((await RelayUnderTest.UpgradeAsync(address, Stt, _secret)) is { Status: not 503, Peer: var early })
            {
                // It has not heard the signal yet.
                early?.Leave();
                (await raw.CallAsync()).Leave();
            }
            await client.SendTextAsync("still talking");
            Assert.Equal("still talking", await call.Peer.NextTextAsync());

            await SignalAsync(process);
            var closed = client.AnswerCloseAsync();
            await call.Peer.AnswerCloseAsync();
            Assert.Equal((1012, "restarting"), await closed);
            await process.WaitForExitAsync(RequestPath.Patience.Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private Process Start(string upstream)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(GatewayHost).Assembly.Location]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.FullName };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Gateway__Admin__Url"] = "http://127.0.0.1:0",
            ["Gateway__Admin__Key"] = "k9-Zq2-Lw7-Tr4-Pm1-Xc8",
            ["Gateway__Database__Provider"] = "sqlite",
            ["Gateway__Database__ConnectionString"] = $"Data Source={Path.Combine(_folder.FullName, "gateway.db")}",
            ["Gateway__Upstream__Accounts__0__Name"] = "main",
            ["Gateway__Upstream__Accounts__0__Key"] = "sk_upstream",
            ["Gateway__Upstream__Accounts__0__BaseUrl"] = upstream.TrimEnd('/'),
            ["Gateway__Upstream__Accounts__0__Plan"] = "unlimited",
            ["Gateway__Keys__Items__0__Name"] = "signals",
            ["Gateway__Keys__Items__0__Team"] = "apps",
            ["Gateway__Keys__Items__0__Secret"] = _secret,
            // Longer than the test: it ends because it was told twice.
            ["Gateway__Relay__DrainTimeout"] = "00:10:00",
        })
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    /// <summary>The listener that it tells of first. Whatever else it says is dropped.</summary>
    private static async Task<Uri> AddressAsync(Process process)
    {
        var told = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                told.TrySetException(new InvalidOperationException("It ended before it listened."));
            else if (Listener().Match(line.Data) is { Success: true } match)
                told.TrySetResult(new(match.Groups[1].Value));
        };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return await told.Task.WaitAsync(RequestPath.Patience.Token);
    }

    private static async Task SignalAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(RequestPath.Patience.Token);
    }

    [GeneratedRegex("Now listening on: (http://127\\.0\\.0\\.1:\\d+)")]
    private static partial Regex Listener();
}
