namespace Waves.Simulator.Hydra;

/// <summary>The tool calls a session waits for. When the wait is too long the turn is dropped and the client told. Thread-safe.</summary>
internal sealed class HydraToolWait : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _expected = [];
    private readonly HydraEvents _events;
    private readonly ITimer _timer;
    private volatile Task _giving = Task.CompletedTask;

    public HydraToolWait(HydraEvents events, TimeProvider time)
    {
        _events = events;
        _timer = time.CreateTimer(static wait => ((HydraToolWait)wait!).GiveUp(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for the result of a call; the patience counts from the last call.</summary>
    public void Expect(string callId, TimeSpan patience)
    {
        lock (_lock)
            _expected.Add(callId);
        _timer.Change(patience, Timeout.InfiniteTimeSpan);
    }

    public bool Waits(string callId)
    {
        lock (_lock)
            return _expected.Contains(callId);
    }

    /// <summary>The client asked for the answer: nothing is waited for any more.</summary>
    public void Answered()
    {
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_lock)
            _expected.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _giving;
    }

    private void GiveUp()
    {
        lock (_lock)
        {
            if (_expected.Count == 0)
                return;
            _expected.Clear();
        }

        _giving = _events.ErrorAsync("server_error", "tool_response_timeout", "No tool result arrived in time; the turn is dropped.");
    }
}
