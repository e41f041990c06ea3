using System.Runtime.InteropServices;
using System.Text.Json;

namespace Waves.Simulator;

/// <summary>The simulator as a process of its own: <c>dotnet run --project src/Waves.Simulator -- --plan standard</c>.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        SimulatorOptions options;
        using var logging = LoggerFactory.Create(static logging => logging.AddSimpleConsole().AddFilter("Microsoft", LogLevel.Warning));
        try
        {
            options = SimulatorCommandLine.Read(args) with { LoggerFactory = logging };
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or JsonException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            await Console.Error.WriteLineAsync(SimulatorCommandLine.Usage);
            return 2;
        }

        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));

        try
        {
            await using var host = await WavesSimulatorHost.StartAsync(options);
            Greet(host, options);
            await stop.Task;
            return 0;
        }
        catch (IOException taken)
        {
            await Console.Error.WriteLineAsync(taken.Message);
            return 1;
        }
    }

    private static void Greet(WavesSimulatorHost host, SimulatorOptions options) =>
        Console.WriteLine($"""
            Waves simulator
              HTTP/1.1    {host.BaseAddress}waves/v1
              HTTP/2      {host.Http2BaseAddress}waves/v1 (cleartext, prior knowledge)
              control     {host.BaseAddress}__simulator/books
              keys        {string.Join(", ", options.Keys)}
            Ctrl-C ends it.
            """);

    private static void Stop(PosixSignalContext signal, TaskCompletionSource stop)
    {
        signal.Cancel = true;
        stop.TrySetResult();
    }
}
