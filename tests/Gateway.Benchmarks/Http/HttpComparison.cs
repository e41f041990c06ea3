using System.Globalization;
using Gateway.Benchmarks.Comparison;
using Gateway.Policies.Keys;

namespace Gateway.Benchmarks.Http;

/// <summary>
/// Compares proxies over calls on one machine, with everything on in the gateway: a virtual key, validation, limits in
/// memory, telemetry. Rounds are interleaved, figures are medians; what is measured is the processor time of the proxy
/// alone and how long a call takes, or an event is on its way.
/// </summary>
internal sealed class HttpComparison(ComparisonSettings settings, TimeProvider time)
{
    private readonly string _key = VirtualKeySecret.Create();

    /// <summary>Runs it and prints a table for each load.</summary>
    public async Task RunAsync(TextWriter output)
    {
        var scratch = Directory.CreateTempSubdirectory("http-comparison-").FullName;
        try
        {
            foreach (var load in HttpLoad.All.Where(l => settings.Loads.Contains(l.Name)))
                await CompareAsync(load, scratch, output);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task CompareAsync(HttpLoad load, string scratch, TextWriter output)
    {
        using var upstream = new HttpUpstream(load);
        List<ProxyProcess> proxies = [];
        try
        {
            foreach (var name in settings.Proxies)
                proxies.Add(Proxies.Start(name, upstream.Port, settings.Gateway, scratch, _key));
            foreach (var proxy in proxies)
                await RoundAsync(proxy, load, upstream, settings.WarmUp);
            var rounds = proxies.ToDictionary(proxy => proxy.Name, _ => new List<Round>());
            for (var round = 0; round < settings.Rounds; round++)
            {
                // Each takes every place in turn: what went before matters.
                for (var i = 0; i < proxies.Count; i++)
                {
                    var proxy = proxies[(round + i) % proxies.Count];
                    rounds[proxy.Name].Add(await RoundAsync(proxy, load, upstream, settings.RoundTime));
                }
            }
            await PrintAsync(load, rounds, output);
        }
        finally
        {
            foreach (var proxy in proxies)
                proxy.Dispose();
        }
    }

    private async Task<Round> RoundAsync(ProxyProcess proxy, HttpLoad load, HttpUpstream upstream, TimeSpan duration)
    {
        var log = new LatencyLog(time);
        var request = load.RequestOf(_key);
        List<HttpCaller> callers = [];
        try
        {
            for (var i = 0; i < load.Connections; i++)
                callers.Add(new HttpCaller(await Sockets.ConnectAsync(proxy.Port, time), request, log, time));
            if (!load.IsStream)
            {
                // The connections behind the proxy, too, are there before anything is measured.
                await Task.WhenAll(callers.Select(caller => caller.CallAsync()));
                return await MeasureAsync(proxy, log, duration, stop => SpeakAsync(load, callers, stop));
            }
            List<Task> listening = [];
            foreach (var caller in callers)
                listening.Add(await caller.ListenAsync());
            while (upstream.Waiting < load.Connections)
                await Task.Delay(TimeSpan.FromMilliseconds(5), time);
            var streams = upstream.Take();
            var chunk = load.ChunkBytes();
            return await MeasureAsync(proxy, log, duration, stop =>
                new PacedSender(streams.Count, load.PerSecondEach, i => Sockets.Post(streams[i], EventStamp.Write(chunk, time.GetTimestamp())), time).RunAsync(stop));
        }
        finally
        {
            foreach (var caller in callers)
                caller.Dispose();
        }
    }

    private Task SpeakAsync(HttpLoad load, List<HttpCaller> callers, CancellationToken stop) => load.PerSecondEach > 0
        ? new PacedSender(callers.Count, load.PerSecondEach, i => _ = callers[i].CallAsync(), time).RunAsync(stop)
        : Task.WhenAll(callers.Select(caller => caller.RepeatAsync(stop)));

    private async Task<Round> MeasureAsync(ProxyProcess proxy, LatencyLog log, TimeSpan duration, Func<CancellationToken, Task> speak)
    {
        log.Reset();
        var began = time.GetTimestamp();
        var cpu = proxy.Cpu;
        using var stop = new CancellationTokenSource(duration, time);
        await speak(stop.Token);
        cpu = proxy.Cpu - cpu;
        return new(
            log.Frames / time.GetElapsedTime(began).TotalSeconds, cpu.TotalMicroseconds / Math.Max(1, log.Frames),
            log.Percentile(50), log.Percentile(99), proxy.Memory);
    }

    private async Task PrintAsync(HttpLoad load, Dictionary<string, List<Round>> rounds, TextWriter output)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"\n{load.Name}: {load.Connections} connections, {settings.Rounds} rounds of {settings.RoundTime.TotalSeconds:0} s"));
        await output.WriteLineAsync($"{"proxy",-44} {"1/s",9} {"CPU µs each",13} {"of yarp",8} {"least",7} {"most",7} {"p50 µs",8} {"p99 µs",8} {"RSS MB",7}");
        var yarp = rounds.TryGetValue("yarp", out var stock) ? Median.Of(stock, r => r.Cpu) : double.NaN;
        foreach (var (name, measured) in rounds)
        {
            var cpu = Median.Of(measured, r => r.Cpu);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{name,-44} {Median.Of(measured, r => r.PerSecond),9:0} {cpu,13:0.0} {cpu / yarp,8:0.00} {measured.Min(r => r.Cpu),7:0.0} {measured.Max(r => r.Cpu),7:0.0} {Median.Of(measured, r => r.P50),8:0} {Median.Of(measured, r => r.P99),8:0} {Median.Of(measured, r => r.Memory) / 1e6,7:0}"));
        }
        await output.FlushAsync();
    }

    private sealed record Round(double PerSecond, double Cpu, double P50, double P99, double Memory);
}
