namespace Gateway.Benchmarks.Comparison;

/// <summary>Sends one piece after the other over many connections, evenly spread over time.</summary>
/// <param name="count">How many connections there are.</param>
/// <param name="perSecondEach">Pieces a second on each; 0 for none.</param>
/// <param name="send">Sends a piece on a connection, given by its number, and does not wait.</param>
/// <param name="time">The clock.</param>
internal sealed class PacedSender(int count, double perSecondEach, Action<int> send, TimeProvider time)
{
    /// <summary>Runs until it is told to stop, also when there is nothing to send.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var began = time.GetTimestamp();
        var perSecond = perSecondEach * count;
        var sent = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var due = (long)(time.GetElapsedTime(began).TotalSeconds * perSecond);
                // Who was kept from running does not make up for it in one burst.
                var behind = Math.Max(0, due - sent - count);
                began += (long)(behind / perSecond * time.TimestampFrequency);
                due -= behind;
                for (; sent < due; sent++)
                    send((int)(sent % count));
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }
}
