using System.Globalization;
using System.Net.Sockets;
using Gateway.Benchmarks.Comparison;

namespace Gateway.Benchmarks.Http;

/// <summary>Answers every call at once with the answer of a load, or begins its stream of events.</summary>
internal sealed class HttpUpstream : IDisposable
{
    private readonly Socket _listener = Sockets.Listen();
    private readonly List<Socket> _streams = [];
    private readonly HttpLoad _load;
    private readonly byte[] _answer;

    public HttpUpstream(HttpLoad load)
    {
        _load = load;
        _answer = load.AnswerBytes();
        Accepting = AcceptAsync();
    }

    public int Port => Sockets.PortOf(_listener);

    public Task Accepting { get; }

    /// <summary>Streams begun and not taken.</summary>
    public int Waiting
    {
        get
        {
            lock (_streams)
                return _streams.Count;
        }
    }

    /// <summary>The streams begun since the last call.</summary>
    public IReadOnlyList<Socket> Take()
    {
        lock (_streams)
        {
            Socket[] taken = [.. _streams];
            _streams.Clear();
            return taken;
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The comparison is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        var buffer = new byte[64 * 1024];
        try
        {
            while (await ReadRequestAsync(socket, buffer))
            {
                await socket.SendAsync(_answer);
                if (!_load.IsStream)
                    continue;
                lock (_streams)
                    _streams.Add(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Its proxy is gone.
        }
        socket.Dispose();
    }

    /// <returns>False when the peer left.</returns>
    private static async Task<bool> ReadRequestAsync(Socket socket, byte[] buffer)
    {
        var length = 0;
        int end;
        do
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (count == 0)
                return false;
            length += count;
            end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }
        while (end < 0);
        var remaining = BodyLength(buffer.AsSpan(0, end + 4)) - (length - end - 4);
        while (remaining > 0)
        {
            var count = await socket.ReceiveAsync(buffer);
            if (count == 0)
                return false;
            remaining -= count;
        }
        return true;
    }

    private static long BodyLength(ReadOnlySpan<byte> head) =>
        long.Parse(HttpHead.Value(System.Text.Encoding.ASCII.GetString(head), "Content-Length"), CultureInfo.InvariantCulture);
}
