using System.Net.Sockets;

namespace Gateway.Benchmarks.Relay;

/// <summary>Sends one frame after the other over many sockets, evenly spread over time.</summary>
internal sealed class PacedSender(IReadOnlyList<Socket> sockets, SocketTraffic traffic, double perSecondEach, TimeProvider time)
{
    private long _sent;

    /// <summary>Frames sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Runs until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (perSecondEach <= 0)
            return;
        var began = time.GetTimestamp();
        var perSecond = perSecondEach * sockets.Count;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var due = (long)(time.GetElapsedTime(began).TotalSeconds * perSecond);
                // Who was kept from running does not make up for it in one burst.
                var behind = Math.Max(0, due - _sent - sockets.Count);
                began += (long)(behind / perSecond * time.TimestampFrequency);
                due -= behind;
                for (; _sent < due; Interlocked.Increment(ref _sent))
                    Send(sockets[(int)(_sent % sockets.Count)]);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private void Send(Socket socket)
    {
        try
        {
            socket.Send(traffic.Stamp(time.GetTimestamp()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Its proxy is gone; the frames that arrive say so.
        }
    }
}
