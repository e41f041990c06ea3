using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gateway.Benchmarks.Comparison;

namespace Gateway.Benchmarks.Http;

/// <summary>One connection through a proxy: one call at a time, or one stream of events.</summary>
internal sealed class HttpCaller(Socket socket, byte[] request, LatencyLog log, TimeProvider time) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _busy;

    /// <summary>Calls over and over.</summary>
    public async Task RepeatAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            await CallAsync();
    }

    /// <summary>Makes a call unless the one before is still under way.</summary>
    public async Task CallAsync()
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            return;
        var left = time.GetTimestamp();
        try
        {
            await SendAsync();
            var (head, length) = await ReadHeadAsync();
            var remaining = long.Parse(HttpHead.Value(head, "Content-Length"), CultureInfo.InvariantCulture) - (length - head.Length);
            while (remaining > 0)
            {
                var count = await socket.ReceiveAsync(_buffer);
                if (count == 0)
                    throw new InvalidOperationException("The answer was cut.");
                remaining -= count;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return; // the round is over
        }
        log.Arrived(left, time.GetTimestamp());
        Volatile.Write(ref _busy, 0);
    }

    /// <summary>Begins a stream; events are counted from here on until the connection ends.</summary>
    public async Task<Task> ListenAsync()
    {
        await SendAsync();
        var (_, length) = await ReadHeadAsync();
        return CountAsync(length);
    }

    public void Dispose() => socket.Dispose();

    private async Task SendAsync()
    {
        for (var sent = 0; sent < request.Length;)
            sent += await socket.SendAsync(request.AsMemory(sent));
    }

    private async Task<(string Head, int Length)> ReadHeadAsync()
    {
        var length = 0;
        while (true)
        {
            var count = await socket.ReceiveAsync(_buffer.AsMemory(length));
            if (count == 0)
                throw new SocketException((int)SocketError.ConnectionReset);
            length += count;
            var end = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end < 0)
                continue;
            var head = Encoding.ASCII.GetString(_buffer, 0, end + 4);
            if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
                throw new InvalidOperationException($"The call was answered with: {head}{Encoding.UTF8.GetString(_buffer, end + 4, length - end - 4)}");
            return (head, length);
        }
    }

    /// <summary>A blank line ends an event: chunks end with other line ends.</summary>
    private async Task CountAsync(int length)
    {
        var last = (byte)0;
        try
        {
            while (length > 0)
            {
                var now = time.GetTimestamp();
                for (var i = 0; i < length; i++)
                {
                    if (_buffer[i] == '\n' && last == '\n')
                        log.Arrived(EventStamp.Read(_buffer.AsSpan(0, i + 1)), now);
                    last = _buffer[i];
                }
                length = await socket.ReceiveAsync(_buffer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The round is over.
        }
    }
}
