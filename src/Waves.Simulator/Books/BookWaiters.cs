namespace Waves.Simulator.Books;

/// <summary>Those who wait for something to appear in the books. Costs one volatile read while nobody waits.</summary>
internal sealed class BookWaiters
{
    private readonly Lock _lock = new();
    private readonly List<(Func<RequestRecord, bool> Wanted, TaskCompletionSource<RequestRecord> Found)> _records = [];
    private readonly List<TaskCompletionSource> _idle = [];
    private volatile int _waiting;

    /// <summary>
    /// Waits for a record. <paramref name="wanted"/> is asked for every change of one, under a lock: it must be quick and
    /// must not wait. <paramref name="alreadyThere"/> looks through the books once the waiter is registered, so that
    /// nothing is missed.
    /// </summary>
    public async Task<RequestRecord> WaitAsync(Func<RequestRecord, bool> wanted, Func<RequestRecord?> alreadyThere, CancellationToken cancellationToken)
    {
        var waiter = (wanted, new TaskCompletionSource<RequestRecord>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            _records.Add(waiter);
            _waiting = _records.Count + _idle.Count;
        }

        try
        {
            return alreadyThere() ?? await waiter.Item2.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _records.Remove(waiter);
                _waiting = _records.Count + _idle.Count;
            }
        }
    }

    public async Task WaitForIdleAsync(Func<bool> isIdle, CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _idle.Add(waiter);
            _waiting = _records.Count + _idle.Count;
        }

        try
        {
            if (!isIdle())
                await waiter.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _idle.Remove(waiter);
                _waiting = _records.Count + _idle.Count;
            }
        }
    }

    public void Offer(RequestRecord record)
    {
        // The change was stored before this call and the waiter registers before it looks: one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (_waiting == 0)
            return;
        lock (_lock)
        {
            foreach (var (wanted, found) in _records)
            {
                if (!found.Task.IsCompleted && wanted(record))
                    found.TrySetResult(record);
            }
        }
    }

    public void CheckIdle(Func<bool> isIdle)
    {
        Interlocked.MemoryBarrier();
        if (_waiting == 0 || !isIdle())
            return;
        lock (_lock)
        {
            foreach (var waiter in _idle)
                waiter.TrySetResult();
        }
    }
}
