namespace Waves.Simulator.Sockets;

/// <summary>Acts once when nothing happened for a while. Thread-safe. Disposing waits for the action if it runs.</summary>
internal sealed class IdleTimer : IAsyncDisposable
{
    private readonly TimeSpan _patience;
    private readonly Func<Task> _idle;
    private readonly ITimer _timer;
    private volatile Task _acting = Task.CompletedTask;

    public IdleTimer(TimeSpan patience, TimeProvider time, Func<Task> idle)
    {
        _patience = patience;
        _idle = idle;
        _timer = time.CreateTimer(static timer => ((IdleTimer)timer!).Act(), this, patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something happened: the wait begins anew.</summary>
    public void Touch() => _timer.Change(_patience, Timeout.InfiniteTimeSpan);

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _acting;
    }

    private void Act() => _acting = _idle();
}
