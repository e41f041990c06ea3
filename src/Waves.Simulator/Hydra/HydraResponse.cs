namespace Waves.Simulator.Hydra;

/// <summary>
/// One response while it runs. It ends once: by itself, or cancelled by whoever comes first. Thread-safe.
/// </summary>
internal sealed class HydraResponse(string id, CancellationToken sessionEnded) : IDisposable
{
    private const int Running = 0;
    private const int Finished = 1;
    private const int Cancelled = 2;

    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(sessionEnded);
    private int _state;

    public string Id => id;

    public CancellationToken Token => _cancel.Token;

    /// <summary>The work itself; set once, right after the start.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Audio said so far.</summary>
    public TimeSpan Said { get; set; }

    /// <summary>Claims the end for the response itself: <see langword="false"/> when it has been cancelled.</summary>
    public bool TryFinish() => Interlocked.CompareExchange(ref _state, Finished, Running) == Running;

    /// <summary>Stops it and waits until it says nothing more.</summary>
    /// <returns>Whether it was still running: then the canceller reports its end.</returns>
    public async Task<bool> CancelAsync()
    {
        var cancelled = Interlocked.CompareExchange(ref _state, Cancelled, Running) == Running;
        if (cancelled)
            await _cancel.CancelAsync();
        await Work;
        return cancelled;
    }

    public void Dispose() => _cancel.Dispose();
}
