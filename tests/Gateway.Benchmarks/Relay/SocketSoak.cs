using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gateway.Benchmarks.Comparison;
using Gateway.Policies.Keys;
using Gateway.Relay.Dialling;
using Gateway.Relay.Framing;

namespace Gateway.Benchmarks.Relay;

/// <summary>
/// Many live transcriptions through the gateway for long: every byte summed at both ends, the gateway's memory, processor
/// time and collections written down as it goes.
/// </summary>
internal sealed class SocketSoak(SoakSettings settings, TimeProvider time)
{
    /// <summary>20 ms of 16 kHz audio.</summary>
    private const int AudioBytes = 640;

    private const int TranscriptBytes = 160;
    private const string Path = "/waves/v1/stt/live?model=pulse&language=en";

    /// <summary>No pings of its own, which whoever has not begun to speak would get: what arrives is what was sent.</summary>
    private const string Gateway = "gateway:Gateway__Relay__PingInterval=00:05:00,Gateway__Relay__PeerTimeout=00:10:00";

    /// <summary>For what is on its way when the last frame has been sent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _key = VirtualKeySecret.Create();
    private readonly List<Line> _lines = [];

    /// <summary>Runs it and prints a table.</summary>
    /// <returns>0 when nothing was lost.</returns>
    public async Task<int> RunAsync(TextWriter output)
    {
        var scratch = Directory.CreateTempSubdirectory("soak-").FullName;
        using var listener = Sockets.Listen();
        var gateway = Proxies.Start(Gateway, Sockets.PortOf(listener), settings.Gateway, scratch, _key);
        var sockets = new List<Talk>();
        try
        {
            for (var i = 0; i < settings.Sockets; i++)
                sockets.Add(await OpenAsync(gateway.Port, listener, i));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{settings.Sockets} sockets x {settings.Rate:0.#} frames/s of {AudioBytes} B up, {settings.DownRate:0.#} down, for {settings.Duration.TotalSeconds:0} s"));
            await output.WriteLineAsync($"{"s",5} {"up/s",8} {"down/s",7} {"CPU µs/frame",13} {"RSS MB",7} {"heap MB",8} {"gen0",6} {"gen1",6} {"gen2",6}");
            using var stop = new CancellationTokenSource(settings.Duration, time);
            var up = new PacedSender(sockets.Count, settings.Rate, i => sockets[i].Up.Send(sockets[i].Client), time);
            var down = new PacedSender(sockets.Count, settings.DownRate, i => sockets[i].Down.Send(sockets[i].Upstream), time);
            await Task.WhenAll(up.RunAsync(stop.Token), down.RunAsync(stop.Token), WatchAsync(gateway, sockets, output, stop.Token));
            await AwaitRestAsync(sockets);
            return await JudgeAsync(sockets, output);
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
            gateway.Dispose();
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task<Talk> OpenAsync(int port, Socket listener, int number)
    {
        var client = await Sockets.ConnectAsync(port, time);
        await client.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {_key}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {WebSocketKey.Create()}\r\n\r\n"));
        var upstream = await listener.AcceptAsync();
        upstream.NoDelay = true;
        var asked = await HttpHead.ReadAsync(upstream) ?? throw new InvalidOperationException("The gateway hung up.");
        await upstream.SendAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {WebSocketKey.AcceptOf(HttpHead.Value(asked, "Sec-WebSocket-Key"))}\r\n\r\n"));
        var head = await HttpHead.ReadAsync(client);
        if (head is null || !head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
            throw new InvalidOperationException($"The handshake was answered with: {head}");
        var talk = new Talk(client, upstream, new(FrameSender.Client, AudioBytes, number), new(FrameSender.Server, TranscriptBytes, number));
        _ = talk.Up.ReceiveAsync(upstream);
        _ = talk.Down.ReceiveAsync(client);
        return talk;
    }

    private async Task WatchAsync(ProxyProcess gateway, List<Talk> sockets, TextWriter output, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(settings.Sample, time);
        var last = await LookAsync(gateway, sockets);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var now = await LookAsync(gateway, sockets);
                var seconds = time.GetElapsedTime(last.At, now.At).TotalSeconds;
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{time.GetElapsedTime(_lines[0].At, now.At).TotalSeconds,5:0} {(now.Up - last.Up) / seconds,8:0} {(now.Down - last.Down) / seconds,7:0} {(now.Cpu - last.Cpu).TotalMicroseconds / Math.Max(1, now.Up + now.Down - last.Up - last.Down),13:0.0} {now.Memory / 1e6,7:0} {now.Runtime.HeapBytes / 1e6,8:0} {now.Runtime.Gen0,6} {now.Runtime.Gen1,6} {now.Runtime.Gen2,6}"));
                await output.FlushAsync(stop);
                last = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }

    private async Task<Line> LookAsync(ProxyProcess gateway, List<Talk> sockets)
    {
        var line = new Line(
            time.GetTimestamp(), gateway.Cpu, gateway.Memory, await RuntimeFigures.ReadAsync(gateway.AdminPort),
            sockets.Sum(s => s.Up.Received) / FrameWriter.LengthOf(FrameSender.Client, AudioBytes),
            sockets.Sum(s => s.Down.Received) / FrameWriter.LengthOf(FrameSender.Server, TranscriptBytes));
        _lines.Add(line);
        return line;
    }

    private async Task AwaitRestAsync(List<Talk> sockets)
    {
        var ended = time.GetTimestamp();
        while (sockets.Any(s => s.Up.Missing > 0 || s.Down.Missing > 0) && time.GetElapsedTime(ended) < Patience)
            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
    }

    private async Task<int> JudgeAsync(List<Talk> sockets, TextWriter output)
    {
        var broken = sockets.Count(s => !s.Up.IsWhole || !s.Down.IsWhole);
        // The beginning warms up: flat is the second half against the first sample of it.
        var later = _lines[(_lines.Count / 2)..];
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{sockets.Sum(s => (long)s.Up.Frames + s.Down.Frames)} frames; sockets with a byte lost, changed or out of order: {broken}; RSS over the second half: {later[0].Memory / 1e6:0.0} to {later[^1].Memory / 1e6:0.0} MB"));
        return broken == 0 ? 0 : 1;
    }

    private sealed record Line(long At, TimeSpan Cpu, long Memory, RuntimeFigures Runtime, long Up, long Down);

    /// <summary>One socket from end to end.</summary>
    private sealed record Talk(Socket Client, Socket Upstream, CheckedFlow Up, CheckedFlow Down) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Upstream.Dispose();
        }
    }
}
