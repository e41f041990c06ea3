using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gateway.Benchmarks.Comparison;
using Gateway.Policies.Keys;
using Gateway.Relay.Dialling;
using Gateway.Relay.Framing;

namespace Gateway.Benchmarks.Relay;

/// <summary>
/// Compares proxies over one load on one machine: sockets stay open, rounds are interleaved, figures are medians. What is
/// measured is the processor time of the proxy alone and how long frames are on their way from end to end.
/// </summary>
internal sealed class RelayComparison(ComparisonSettings settings, TimeProvider time)
{
    private readonly string _key = VirtualKeySecret.Create();

    /// <summary>Runs it and prints a table.</summary>
    public async Task RunAsync(TextWriter output)
    {
        var scratch = Directory.CreateTempSubdirectory("relay-comparison-").FullName;
        try
        {
            foreach (var load in SocketLoad.All.Where(l => settings.Loads.Contains(l.Name)))
                await CompareAsync(load, scratch, output);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task CompareAsync(SocketLoad load, string scratch, TextWriter output)
    {
        var log = new LatencyLog(time);
        using var upstream = new SocketUpstream(log, time);
        List<(ProxyProcess Proxy, Conversation Talk)> all = [];
        Dictionary<string, OpeningMemory> opened = [];
        try
        {
            foreach (var name in settings.Proxies)
            {
                var proxy = Proxies.Start(name, upstream.Port, settings.Gateway, scratch, _key);
                // One half, then the other: what is loaded, compiled and set aside once is not counted for each.
                var talk = await Conversation.OpenAsync(proxy, _key, load, settings.Sockets / 2, upstream, log, time);
                all.Add((proxy, talk));
                var half = proxy.Memory;
                await talk.AddAsync(proxy, _key, settings.Sockets - (settings.Sockets / 2), upstream, log);
                opened[name] = new(half, proxy.Memory);
            }
            var rounds = all.ToDictionary(a => a.Proxy.Name, _ => new List<Round>());
            foreach (var (_, talk) in all)
                await talk.SpeakAsync(settings.WarmUp);
            for (var round = 0; round < settings.Rounds; round++)
            {
                // Each takes every place in turn: what went before matters.
                for (var i = 0; i < all.Count; i++)
                {
                    var (proxy, talk) = all[(round + i) % all.Count];
                    rounds[proxy.Name].Add(await MeasureAsync(proxy, talk, log));
                }
            }
            await PrintAsync(load, rounds, opened, output);
        }
        finally
        {
            foreach (var (proxy, talk) in all)
            {
                talk.Dispose();
                proxy.Dispose();
            }
        }
    }

    private async Task<Round> MeasureAsync(ProxyProcess proxy, Conversation talk, LatencyLog log)
    {
        log.Reset();
        var cpu = proxy.Cpu;
        await talk.SpeakAsync(settings.RoundTime);
        cpu = proxy.Cpu - cpu;
        return new(log.Frames / settings.RoundTime.TotalSeconds, cpu.TotalMicroseconds / Math.Max(1, log.Frames), log.Percentile(50), log.Percentile(99), proxy.Memory);
    }

    private async Task PrintAsync(SocketLoad load, Dictionary<string, List<Round>> rounds, Dictionary<string, OpeningMemory> opened, TextWriter output)
    {
        await output.WriteLineAsync($"\n{load.Name}: {settings.Sockets} sockets, {settings.Rounds} rounds of {settings.RoundTime.TotalSeconds:0} s");
        await output.WriteLineAsync($"{"proxy",-44} {"frames/s",9} {"CPU µs/frame",13} {"of yarp",8} {"least",7} {"most",7} {"p50 µs",8} {"p99 µs",8} {"RSS MB",7} {"KB/socket",10}");
        var yarp = rounds.TryGetValue("yarp", out var stock) ? Median.Of(stock, r => r.CpuPerFrame) : double.NaN;
        foreach (var (name, measured) in rounds)
        {
            var cpu = Median.Of(measured, r => r.CpuPerFrame);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{name,-44} {Median.Of(measured, r => r.FramesPerSecond),9:0} {cpu,13:0.0} {cpu / yarp,8:0.00} {measured.Min(r => r.CpuPerFrame),7:0.0} {measured.Max(r => r.CpuPerFrame),7:0.0} {Median.Of(measured, r => r.P50),8:0} {Median.Of(measured, r => r.P99),8:0} {Median.Of(measured, r => r.Memory) / 1e6,7:0} {opened[name].Each(settings.Sockets, Median.Of(measured, r => r.Memory)) / 1024,10:0.0}"));
        }
        await output.FlushAsync();
    }

    private sealed record Round(double FramesPerSecond, double CpuPerFrame, double P50, double P99, double Memory);

    /// <summary>Resident memory of a proxy while its sockets are opened.</summary>
    /// <param name="Half">With half of them.</param>
    /// <param name="All">With all of them, none of which has said anything.</param>
    private sealed record OpeningMemory(long Half, long All)
    {
        /// <summary>What each further socket costs, and what its talk adds.</summary>
        public double Each(int sockets, double talking) => ((All - Half) / (sockets - (sockets / 2))) + ((talking - All) / sockets);
    }

    /// <summary>All sockets through one proxy.</summary>
    private sealed class Conversation(SocketLoad load, TimeProvider time) : IDisposable
    {
        private readonly List<Socket> _clients = [];
        private readonly List<Socket> _upstreams = [];

        public static async Task<Conversation> OpenAsync(
            ProxyProcess proxy, string key, SocketLoad load, int sockets, SocketUpstream upstream, LatencyLog log, TimeProvider time)
        {
            var talk = new Conversation(load, time);
            await talk.AddAsync(proxy, key, sockets, upstream, log);
            return talk;
        }

        public async Task AddAsync(ProxyProcess proxy, string key, int sockets, SocketUpstream upstream, LatencyLog log)
        {
            for (var i = 0; i < sockets; i++)
            {
                var client = await ConnectAsync(proxy.Port, key, load, time);
                _clients.Add(client);
                _ = new SocketReceiver(client, FrameSender.Server, log, time).RunAsync();
            }
            while (upstream.Count < sockets)
                await Task.Delay(TimeSpan.FromMilliseconds(5), time);
            _upstreams.AddRange(upstream.Take());
        }

        public async Task SpeakAsync(TimeSpan duration)
        {
            using var stop = new CancellationTokenSource(duration, time);
            var fromClient = new SocketTraffic(FrameSender.Client, load.UpOpcode, load.Up);
            var fromUpstream = new SocketTraffic(FrameSender.Server, Opcode.Text, load.Down);
            var up = new PacedSender(_clients.Count, load.UpPerSecond, i => Sockets.Post(_clients[i], fromClient.Stamp(time.GetTimestamp())), time);
            var down = new PacedSender(_upstreams.Count, load.DownPerSecond, i => Sockets.Post(_upstreams[i], fromUpstream.Stamp(time.GetTimestamp())), time);
            await Task.WhenAll(up.RunAsync(stop.Token), down.RunAsync(stop.Token));
        }

        public void Dispose()
        {
            foreach (var socket in _clients.Concat(_upstreams))
                socket.Dispose();
        }

        private static async Task<Socket> ConnectAsync(int port, string key, SocketLoad load, TimeProvider time)
        {
            var socket = await Sockets.ConnectAsync(port, time);
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"GET {load.Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {WebSocketKey.Create()}\r\n\r\n"));
            var head = await HttpHead.ReadAsync(socket);
            if (head is null || !head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
                throw new InvalidOperationException($"The handshake was answered with: {head}");
            if (load.Opening.Length > 0)
                await socket.SendAsync(OpeningOf(load));
            return socket;
        }

        private static byte[] OpeningOf(SocketLoad load)
        {
            var text = Encoding.UTF8.GetBytes(load.Opening);
            var frame = new byte[FrameWriter.LengthOf(FrameSender.Client, text.Length)];
            FrameWriter.Write(frame, FrameSender.Client, Opcode.Text, text);
            return frame;
        }
    }
}
